package org.jackfield.plugin.claude;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.CloudContract;

/** The provider itself. */
class ClaudeCloudIT extends CloudContract {
  @Override
  protected String type() {
    return "claude";
  }

  @Override
  protected String model() {
    return "claude-haiku-4-5";
  }

  @Override
  protected int contextLength() {
    return 200_000;
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.allOf(Behaviour.class);
  }
}
