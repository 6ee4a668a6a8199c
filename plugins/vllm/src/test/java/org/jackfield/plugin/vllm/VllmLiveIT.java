package org.jackfield.plugin.vllm;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.LiveContract;
import org.junit.jupiter.api.Tag;

/** In front of the server itself. */
@Tag("vllm")
class VllmLiveIT extends LiveContract {
  @Override
  protected String type() {
    return "vllm";
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.IMAGES));
  }
}
