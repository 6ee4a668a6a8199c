package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jackfield.server.faults.FaultGateway.SPARE;

import java.util.List;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Upstreams that cannot be reached, or say nothing. */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class ConnectionFaultsIT {
  private static final List<Boolean> BOTH = List.of(false, true);

  private final FaultGateway gateway;

  ConnectionFaultsIT(FaultGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void a_refused_connection_goes_to_the_next_backend_at_once_with_one_try_recorded()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          for (boolean stream : BOTH) {
            assertThat(hop.ask("absent-or-spare", stream).isWhole().backend()).isEqualTo(SPARE);
          }
          assertThat(gateway.journal().attempts(hop.name("absent")))
              .extracting(ended -> ended.outcome().error().orElseThrow())
              .containsExactly(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE);
        });
  }

  @Test
  void a_refused_connection_without_another_backend_is_a_503_that_names_the_backend()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          for (boolean stream : BOTH) {
            Answered refused = hop.ask("lost", stream).isRefusal(503, "backend_unavailable");
            assertThat(refused.message())
                .contains("'" + hop.name("lost") + "'")
                .doesNotContain(gateway.nowhere());
          }
        });
  }

  @Test
  void an_upstream_that_accepts_and_never_answers_is_left_for_the_next_backend() throws Exception {
    gateway.forEachProvider(
        hop -> {
          for (boolean stream : BOTH) {
            hop.enqueue(Reply.nothing().stall());
            assertThat(hop.ask("hasty-or-spare", stream).isWhole().backend()).isEqualTo(SPARE);
          }
          hop.awaitAborts(2);
          assertThat(hop.chats()).hasSize(2);
        });
  }

  @Test
  void an_upstream_that_never_answers_without_another_backend_is_a_504() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(Reply.nothing().stall());
          hop.stream("hasty").isRefusal(504, "upstream_timeout");
          hop.awaitAborts(1);
        });
  }

  @Test
  void the_deadline_of_a_call_ends_its_tries_together() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(Reply.nothing().stall()).enqueue(Reply.nothing().stall());
          hop.unary("in-time").isRefusal(504, "upstream_timeout"); // the second would wait 30 s
          hop.awaitAborts(2);
          assertThat(hop.chats()).hasSize(2);
        });
  }

  @Test
  void headers_and_then_silence_before_the_first_token_are_left_for_the_next_backend()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          Reply head = hop.provider().begun();
          hop.enqueue(head.stall());
          assertThat(hop.stream("hasty-or-spare").isWhole().backend()).isEqualTo(SPARE);
          hop.enqueue(head.chunk(hop.wire().opening()).stall());
          assertThat(hop.stream("hasty-or-spare").isWhole().backend()).isEqualTo(SPARE);
          hop.enqueue(
              Reply.head(200, "Content-Type: application/json", "Content-Length: 500").stall());
          assertThat(hop.unary("hasty-or-spare").isWhole().backend()).isEqualTo(SPARE);
          hop.awaitAborts(3);
        });
  }

  @Test
  void a_server_that_never_finishes_the_tls_handshake_is_left_for_the_next_backend()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          assertThat(hop.unary("deaf-or-spare").isWhole().backend()).isEqualTo(SPARE);
          hop.stream("deaf").isRefusal(504, "upstream_timeout");
        });
  }

  @Test
  void a_kept_connection_that_the_server_closed_is_replaced_and_the_request_sent_once()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          for (int i = 0; i < 3; i++) {
            hop.enqueue(hop.provider().streamed(hop.wire().answer("Paris.")).close());
            assertThat(hop.unary("").isWhole().text()).isEqualTo("Paris.");
            hop.upstream().awaitIdle();
          }
          assertThat(hop.chats()).hasSize(3);
        });
  }

  @Test
  void a_request_that_was_sent_whole_before_the_connection_closed_is_not_repeated()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().streamed(hop.wire().answer("Paris.")));
          hop.unary("").isWhole(); // the connection is kept
          hop.enqueue(Reply.nothing().close());
          hop.unary("").isRefusal(503, "backend_unavailable");
          hop.enqueue(Reply.nothing().reset());
          assertThat(hop.unary("or-spare").isWhole().backend()).isEqualTo(SPARE);
          assertThat(hop.chats()).hasSize(3);
        });
  }
}
