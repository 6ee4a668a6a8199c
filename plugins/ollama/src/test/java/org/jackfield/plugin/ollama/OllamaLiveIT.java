package org.jackfield.plugin.ollama;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.LiveContract;
import org.junit.jupiter.api.Tag;

/** In front of the server itself. */
@Tag("ollama")
class OllamaLiveIT extends LiveContract {
  @Override
  protected String type() {
    return "ollama";
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.IMAGES, Behaviour.FORCED_TOOLS));
  }
}
