package org.jackfield.plugin.huggingface;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.CloudContract;

/** The router itself. */
class RouterCloudIT extends CloudContract {
  @Override
  protected String type() {
    return "huggingface";
  }

  @Override
  protected String model() {
    return "openai/gpt-oss-20b";
  }

  @Override
  protected int contextLength() {
    return 131_072;
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.IMAGES));
  }
}
