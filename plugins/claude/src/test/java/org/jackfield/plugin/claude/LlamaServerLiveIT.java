package org.jackfield.plugin.claude;

import java.util.EnumSet;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.LiveContract;
import org.junit.jupiter.api.Tag;

/** In front of llama.cpp's own server, which speaks the Messages API, too. */
@Tag("llama-server")
class LlamaServerLiveIT extends LiveContract {
  @Override
  protected String type() {
    return "claude";
  }

  /** The server ignores {@code output_config}, and gives the model it has another name. */
  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.of(Behaviour.SYSTEM, Behaviour.TOOLS, Behaviour.FORCED_TOOLS, Behaviour.STOP);
  }

  /** The server answers with the model it has, whatever is asked for. */
  @Override
  protected String unknownModel() {
    return "";
  }
}
