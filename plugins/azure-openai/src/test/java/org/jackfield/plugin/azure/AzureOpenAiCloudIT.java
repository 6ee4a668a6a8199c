package org.jackfield.plugin.azure;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.CloudContract;

/** The resource and deployment that the environment names. */
class AzureOpenAiCloudIT extends CloudContract {
  @Override
  protected String type() {
    return "azure-openai";
  }

  @Override
  protected String model() {
    return "gpt-4.1-mini";
  }

  @Override
  protected int contextLength() {
    return 1_047_576;
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.allOf(Behaviour.class);
  }
}
