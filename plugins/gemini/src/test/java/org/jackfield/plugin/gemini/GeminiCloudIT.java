package org.jackfield.plugin.gemini;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.CloudContract;

/** The provider itself. */
class GeminiCloudIT extends CloudContract {
  @Override
  protected String type() {
    return "gemini";
  }

  @Override
  protected String model() {
    return "gemini-3.8-flash";
  }

  @Override
  protected int contextLength() {
    return 1_048_576;
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.allOf(Behaviour.class);
  }
}
