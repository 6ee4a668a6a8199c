package org.jackfield.plugin.echo;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.contract.BackendContract;
import org.jackfield.testkit.contract.Behaviour;

/** The packaged plugin keeps the contract. */
class EchoIT extends BackendContract {
  @Override
  protected String type() {
    return "echo";
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  protected Map<String, String> slowSettings() {
    return Map.of("chunk_delay", "20ms");
  }

  @Override
  protected Set<Behaviour> behaviours() {
    return EnumSet.of(
        Behaviour.SYSTEM,
        Behaviour.MAX_TOKENS,
        Behaviour.STOP,
        Behaviour.TEMPERATURE,
        Behaviour.TOP_P,
        Behaviour.TOP_K,
        Behaviour.MIN_P,
        Behaviour.SEED,
        Behaviour.PENALTIES);
  }

  @Override
  protected ChatRequest longRequest() {
    return ChatRequest.builder().message(Message.user("word ".repeat(10_000))).build();
  }
}
