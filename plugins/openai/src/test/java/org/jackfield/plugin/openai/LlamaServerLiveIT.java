package org.jackfield.plugin.openai;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.LiveContract;
import org.junit.jupiter.api.Tag;

/** In front of llama.cpp's own server, as of any compatible one. */
@Tag("llama-server")
class LlamaServerLiveIT extends LiveContract {
  @Override
  protected String type() {
    return "openai";
  }

  @Override
  protected Map<String, String> settings(String endpoint, String model) {
    return Map.of("endpoint", endpoint + "/v1", "model", model, "unary_cancel", "false");
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
