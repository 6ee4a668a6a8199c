package org.jackfield.plugin.openai;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.CloudContract;

/** The provider itself. */
class OpenAiCloudIT extends CloudContract {
  @Override
  protected String type() {
    return "openai";
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
