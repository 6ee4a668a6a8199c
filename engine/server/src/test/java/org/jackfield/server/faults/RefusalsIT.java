package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jackfield.server.faults.FaultGateway.SPARE;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.engine.BackendStatus;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Upstreams that say no: when to come again, to whom else to go, and what to tell. */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class RefusalsIT {
  private static final String PAST = "Thu, 01 Jan 2026 00:00:00 GMT";

  private final FaultGateway gateway;

  RefusalsIT(FaultGateway gateway) {
    this.gateway = gateway;
  }

  private static Reply good(Hop hop) {
    return hop.provider().streamed(hop.wire().answer("Paris."));
  }

  @Test
  void a_rate_limit_whose_wait_is_short_is_waited_for_however_it_is_said() throws Exception {
    gateway.forEachProvider(
        hop -> {
          List<Reply> limits = new ArrayList<>();
          limits.add(hop.provider().tooMany("Retry-After: 0.01"));
          limits.add(hop.provider().tooMany("Retry-After: " + PAST));
          limits.add(hop.provider().tooMany("retry-after-ms: 5", "Retry-After: 3600"));
          if (hop.provider() == Provider.GEMINI) {
            limits.add(
                Reply.json(
                    429,
                    "{\"error\":{\"code\":429,\"message\":\"Slow down.\",\"status\":"
                        + "\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":"
                        + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":"
                        + "\"0.005s\"}]}}"));
          }
          for (Reply limit : limits) {
            hop.enqueue(limit).enqueue(good(hop));
            assertThat(hop.unary("again").isWhole().text()).isEqualTo("Paris.");
          }
          assertThat(hop.chats()).hasSize(2 * limits.size());
        });
  }

  @Test
  void a_rate_limit_moves_on_at_once_where_another_backend_is_left() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().tooMany("Retry-After: 1"));
          assertThat(hop.stream("again-or-spare").isWhole().backend()).isEqualTo(SPARE);
          assertThat(hop.chats()).hasSize(1);
        });
  }

  @Test
  void a_wait_beyond_all_patience_is_not_waited_and_told_to_the_client() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().tooMany("Retry-After: 3600"));
          Answered limited = hop.unary("again").isRefusal(429, "rate_limit_exceeded");
          assertThat(limited.header("Retry-After")).contains("3600");
          assertThat(hop.chats()).hasSize(1);
        });
  }

  @Test
  void a_spending_limit_that_looks_like_a_rate_limit_is_never_tried_again() throws Exception {
    gateway.forEachProvider(
        hop -> {
          if (hop.provider().spent().isEmpty()) {
            return;
          }
          hop.enqueue(hop.provider().spent().get());
          Answered spent = hop.unary("again").isRefusal(429, "insufficient_quota");
          assertThat(spent.header("Retry-After")).isEmpty();
          hop.enqueue(hop.provider().spent().get());
          assertThat(hop.unary("again-or-spare").isWhole().backend()).isEqualTo(SPARE);
          assertThat(hop.chats()).hasSize(2);
        });
  }

  @Test
  void a_refused_key_is_not_tried_again_and_the_backend_is_left_alone() throws Exception {
    gateway.forEachProvider(
        hop -> {
          String name = hop.name("locked");
          hop.enqueue(hop.provider().wrongKey());
          Answered refused = hop.unary("locked").isRefusal(502, "upstream_authentication");
          assertThat(refused.message()).contains("'" + name + "'");
          assertThat(hop.unary("locked").status()).isEqualTo(502);
          assertThat(hop.chats()).hasSize(1);
          assertThat(gateway.gateway().engine().backends(false))
              .filteredOn(backend -> backend.name().equals(name))
              .extracting(BackendStatus::circuit)
              .allSatisfy(why -> assertThat(why).isPresent());
        });
  }

  @Test
  void a_refused_key_moves_on_only_where_the_profile_says_so() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().wrongKey());
          hop.stream("strict-or-spare").isRefusal(502, "upstream_authentication");
          hop.enqueue(hop.provider().wrongKey());
          assertThat(hop.stream("may-move").isWhole().backend()).isEqualTo(SPARE);
          assertThat(hop.chats()).hasSize(2);
        });
  }

  @Test
  void what_the_key_may_not_do_is_not_tried_again_and_moves_on_only_where_the_profile_says_so()
      throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().forbidden());
          Answered refused = hop.unary("or-spare").isRefusal(502, "upstream_permission");
          assertThat(refused.message()).contains("'" + hop.name("") + "'");
          hop.enqueue(hop.provider().forbidden());
          assertThat(hop.unary("may-go").isWhole().backend()).isEqualTo(SPARE);
          assertThat(hop.chats()).hasSize(2);
        });
  }

  @Test
  void a_prompt_that_is_too_long_goes_only_to_a_backend_with_a_larger_context() throws Exception {
    gateway.forEachProvider(
        hop -> {
          List<Reply> shapes = hop.provider().tooLong();
          for (Reply shape : shapes) {
            hop.enqueue(shape);
            assertThat(hop.unary("grow").isWhole().backend()).isEqualTo("large");
            hop.enqueue(shape);
            hop.stream("stuck").isRefusal(400, "context_length_exceeded");
          }
          assertThat(hop.chats()).hasSize(2 * shapes.size());
        });
    assertThat(gateway.journal().attempts("tiny")).isEmpty();
  }

  @Test
  void what_is_wrong_with_the_request_is_told_and_tried_nowhere_else() throws Exception {
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().refusal(400, "invalid_request_error", "No such thing."));
          Answered refused = hop.unary("again-or-spare");
          assertThat(refused.status()).isEqualTo(400);
          assertThat(refused.message()).contains("No such thing.");
          assertThat(hop.chats()).hasSize(1);
        });
  }
}
