package org.jackfield.plugin.llamacpp.server;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.LiveContract;
import org.junit.jupiter.api.Tag;

/** In front of the server itself. */
@Tag("llama-server")
class LlamaServerLiveIT extends LiveContract {
  @Override
  protected String type() {
    return "llamacpp";
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.IMAGES));
  }

  /** The server answers with the model it has, whatever is asked for. */
  @Override
  protected String unknownModel() {
    return "";
  }
}
