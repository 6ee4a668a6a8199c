package org.jackfield.plugin.llamacpp;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.contract.BackendContract;
import org.jackfield.testkit.contract.Behaviour;

/** The contract of every backend, on the packaged jar, with the tiny model. */
class LlamaCppIT extends BackendContract {
  @Override
  protected String type() {
    return "llamacpp";
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("model", "tiny", "n_threads", "1", "n_ctx", "256");
  }

  @Override
  protected Map<String, String> slowSettings() {
    return Map.of("model", "real", "n_threads", "1", "n_ctx", "8192");
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.of(
        Behaviour.SYSTEM,
        Behaviour.MAX_TOKENS,
        Behaviour.TEMPERATURE,
        Behaviour.TOP_P,
        Behaviour.TOP_K,
        Behaviour.MIN_P,
        Behaviour.SEED,
        Behaviour.STOP,
        Behaviour.PENALTIES);
  }

  @Override
  protected ChatRequest longRequest() {
    return ChatRequest.builder()
        .message(Message.user("Count from one to ten thousand, in words."))
        .limits(Limits.NONE.withMaxOutputTokens(8000))
        .build();
  }

  @Override
  protected TestingContext context(TestingContext plain) {
    return plain
        .withFile("tiny", Fixtures.tinyModel())
        .withFile("real", TestArtifacts.smollm2())
        .withFile("llama.cpp", TestArtifacts.natives());
  }
}
