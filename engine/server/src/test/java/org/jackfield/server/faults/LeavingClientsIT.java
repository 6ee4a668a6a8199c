package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.engine.EngineEvent.AttemptEnded;
import org.jackfield.server.RawClient;
import org.jackfield.server.TestingGateway;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that go away, in every phase: the upstream's connection closes, the call is over, and its
 * place in the gateway is free.
 */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class LeavingClientsIT {
  private final FaultGateway gateway;

  LeavingClientsIT(FaultGateway gateway) {
    this.gateway = gateway;
  }

  /** Clients ask and go once the upstream is at the gate; the gateway gives the upstream up. */
  private void leave(String variant, boolean stream, Script script) throws Exception {
    gateway.forEachProvider(
        hop -> {
          Gate reached = Gate.closed();
          hop.enqueue(script.reply(hop).hold(reached));
          try (RawClient _ = hop.asking(variant, stream)) {
            reached.awaitReached(ScriptedUpstream.PATIENCE);
          }
          hop.awaitAborts(1);
          assertThat(hop.chats()).hasSize(1);
          isCancelled(hop.name(variant));
        });
  }

  private void isCancelled(String backend) {
    gateway.journal().awaitAllEnded();
    List<AttemptEnded> attempts = gateway.journal().attempts(backend);
    assertThat(attempts.getLast().outcome().error()).contains(ErrorCode.CANCELLED);
  }

  /** What the upstream says before it falls silent. */
  private interface Script {
    Reply reply(Hop hop);
  }

  @Test
  void before_the_upstream_answers() throws Exception {
    leave("", true, hop -> Reply.nothing());
  }

  @Test
  void before_the_upstream_answers_when_no_stream_was_asked_for() throws Exception {
    leave("", false, hop -> Reply.nothing());
  }

  @Test
  void before_the_first_token() throws Exception {
    leave("", true, hop -> hop.provider().begun().chunk(hop.wire().opening()));
  }

  @Test
  void in_the_middle_of_an_answer_that_was_asked_for_whole() throws Exception {
    leave(
        "",
        false,
        hop -> hop.provider().begun().chunk(hop.wire().opening()).chunk(hop.wire().text("Hel")));
  }

  @Test
  void in_mid_stream_while_the_upstream_is_silent() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(
              hop.provider()
                  .begun()
                  .chunk(hop.wire().opening())
                  .chunk(hop.wire().text("Hel"))
                  .stall());
          try (RawClient client = hop.asking("", true)) {
            client.readUntil("Hel");
          }
          hop.awaitAborts(1);
          isCancelled(hop.name(""));
        });
  }

  @Test
  void in_mid_stream_while_the_upstream_sends() throws Exception {
    gateway.forEach(
        List.of(Provider.OPENAI, Provider.CLAUDE, Provider.GEMINI, Provider.OLLAMA_SERVER),
        hop -> {
          hop.enqueue(
              hop.provider()
                  .begun()
                  .chunk(hop.wire().opening())
                  .chunkRepeated(hop.wire().text("Hel"), 100_000_000)
                  .lastChunk());
          try (RawClient client = hop.asking("", true)) {
            client.readUntil("Hel");
          }
          hop.awaitAborts(1);
          isCancelled(hop.name(""));
        });
  }

  @Test
  void while_the_gateway_waits_to_try_again() throws Exception {
    gateway.forEachProvider(
        hop -> {
          int before = gateway.journal().attempts(hop.name("again")).size();
          hop.enqueue(hop.provider().tooMany("Retry-After: 20"));
          try (RawClient _ = hop.asking("again", true)) {
            gateway.journal().awaitAttempts(hop.name("again"), before + 1);
          }
          gateway.journal().awaitAllEnded();
          assertThat(hop.chats()).hasSize(1);
        });
  }

  @Test
  void while_the_gateway_connects() throws Exception {
    gateway.forEach(
        List.of(Provider.OPENAI),
        hop -> {
          RawClient client = hop.asking("slow", true);
          try (Socket upstream = gateway.slow().accept()) {
            upstream.setSoTimeout((int) ScriptedUpstream.PATIENCE.toMillis());
            assertThat(upstream.getInputStream().read()).as("a handshake begins").isPositive();
            client.close();
            upstream.getInputStream().readAllBytes(); // to its end: the gateway closed it
          }
          isCancelled(hop.name("slow"));
        });
  }

  @Test
  void none_of_them_keeps_a_place(@TempDir Path folder) throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        TestingGateway small = TestingGateway.start(folder, threeAtATime(upstream), event -> {})) {
      Hop hop = new Hop(Provider.OPENAI, upstream, small.port());
      Reply begun = hop.provider().begun().chunk(hop.wire().opening());
      List<Reply> phases =
          List.of(Reply.nothing(), begun, begun.chunk(hop.wire().text("Hel")), begun, begun, begun);
      for (int i = 0; i < phases.size(); i++) {
        Gate reached = Gate.closed();
        hop.enqueue(phases.get(i).hold(reached));
        try (RawClient _ = hop.asking("", true)) {
          reached.awaitReached(ScriptedUpstream.PATIENCE);
        }
        hop.awaitAborts(i + 1); // at most two calls are still on their way out
        hop.enqueue(hop.provider().streamed(hop.wire().answer("Paris.")));
        assertThat(hop.unary("").isWhole().text()).isEqualTo("Paris.");
      }
    }
  }

  private static String threeAtATime(ScriptedUpstream upstream) {
    return "llm: {providers: [%s]}\nserver: {port: 0, max_concurrent: 3}\n"
        .formatted(Provider.OPENAI.entry("openai", upstream.uri().toString(), "retries: 0"));
  }
}
