package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingClock;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.ClosedPort;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every failure gets its code at the edge, tells what to do, and gives no secret away. */
public abstract class ErrorContract extends DialectTest {
  private static final String HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>";

  @Test
  void the_dialect_tells_the_callers_mistakes_apart() {
    assertThat(dialect().errors())
        .extracting(ErrorCase::code)
        .contains(ErrorCode.INVALID_REQUEST, ErrorCode.MODEL_NOT_FOUND, ErrorCode.CONTEXT_LENGTH)
        .containsAnyOf(ErrorCode.RATE_LIMITED, ErrorCode.OVERLOADED);
  }

  @TestFactory
  Stream<DynamicTest> an_error_of_the_upstream_gets_its_code() {
    return dialect().errors().stream()
        .map(
            error ->
                dynamicTest(
                    error.name(),
                    () -> {
                      BackendException thrown = refused(error.reply());
                      hasCode(thrown, error.code());
                      shows(thrown, error.shown());
                      assertThat(thrown.upstreamStatus()).isPresent();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> an_error_page_of_a_proxy_gets_its_code_by_status() {
    Map<Integer, Set<ErrorCode>> table =
        Map.of(
            401, EnumSet.of(ErrorCode.AUTHENTICATION),
            403, EnumSet.of(ErrorCode.PERMISSION),
            429, EnumSet.of(ErrorCode.RATE_LIMITED),
            500, EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.INTERNAL, ErrorCode.OVERLOADED),
            502, EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED),
            503, EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED),
            504, EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.TIMEOUT));
    return table.entrySet().stream()
        .map(
            row ->
                dynamicTest(
                    "status " + row.getKey(),
                    () -> {
                      BackendException thrown =
                          refused(Reply.whole(row.getKey(), "text/html", HTML));
                      hasCode(thrown, row.getValue().toArray(ErrorCode[]::new));
                      assertThat(thrown.upstreamStatus()).hasValue(row.getKey());
                      assertThat(thrown.message()).contains(String.valueOf(row.getKey()));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> a_good_status_with_a_body_that_is_no_answer_is_a_broken_protocol() {
    String body = dialect().frames(Answer.text("Paris.")).body();
    return Map.of(
            "HTML", Reply.whole(200, "text/html", HTML),
            "nothing", Reply.whole(200, dialect().contentType(), ""),
            "no content type", Reply.head(200, "Content-Length: 5").send("hello"),
            "cut JSON", Reply.json(200, "{\"message\":{\"content\":\"Par"),
            "another JSON", Reply.json(200, "{\"hello\":[1,2,3]}"),
            "half a frame",
                begun().chunk(body.substring(0, Math.min(12, body.length()))).lastChunk())
        .entrySet()
        .stream()
        .map(
            bad ->
                dynamicTest(
                    bad.getKey(), () -> hasCode(refused(bad.getValue()), ErrorCode.PROTOCOL)));
  }

  @Test
  void a_redirect_is_not_followed_with_the_callers_data() {
    BackendException thrown =
        refused(Reply.head(307, "Location: " + upstream().uri("/elsewhere"), "Content-Length: 0"));

    assertThat(thrown.code()).as(shown(thrown)).isNotEqualTo(ErrorCode.CANCELLED);
    assertThat(upstream().received()).as("requests, the first one included").hasSize(1);
  }

  @Test
  void a_refused_connection_is_unavailable_and_says_what_to_do() {
    try (ClosedPort port = ClosedPort.open()) {
      BackendException thrown =
          failureOfAnswer(chat(at(port)), question(), TestingAttempt.unlimited());

      hasCode(thrown, ErrorCode.UNAVAILABLE);
      shows(thrown, dialect().unreachable(port.hostPort()));
    }
  }

  @Test
  void a_probe_where_nobody_listens_is_bad_and_says_what_to_do() {
    try (ClosedPort port = ClosedPort.open()) {
      Health health = backend(at(port)).probe(TestingAttempt.unlimited());

      assertThat(health.state()).isEqualTo(Health.State.DOWN);
      assertThat(dialect().unreachable(port.hostPort()))
          .allSatisfy(
              text -> assertThat(health.detail() + health.hint().orElse("")).contains(text));
    }
  }

  @Test
  void a_connection_that_closes_before_the_head_is_unavailable() {
    hasCode(refused(Reply.nothing().close()), ErrorCode.UNAVAILABLE);
  }

  @Test
  void a_connection_that_is_reset_before_the_head_is_unavailable() {
    hasCode(refused(Reply.nothing().reset()), ErrorCode.UNAVAILABLE);
  }

  @Test
  void the_wait_that_an_upstream_asks_for_is_read_in_seconds() {
    BackendException thrown =
        refused(Reply.whole(429, "text/plain", "Slow down.", "Retry-After: 7"));

    assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void the_wait_that_an_upstream_asks_for_is_read_as_a_date() {
    upstream()
        .enqueue(
            Reply.whole(
                429, "text/plain", "Slow down.", "Retry-After: Thu, 01 Jan 2026 00:01:30 GMT"));
    Chat chat = chat(context().with(new TestingClock()));

    BackendException thrown = failureOfAnswer(chat, question(), TestingAttempt.unlimited());

    assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(90));
  }

  @TestFactory
  Stream<DynamicTest> no_error_gives_a_secret_away() {
    String echo = "{\"error\":{\"message\":\"Bad key " + Dialect.CANARY + "\",\"type\":\"x\"}}";
    return Stream.of(400, 401, 403, 404, 429, 500, 503)
        .map(
            status ->
                dynamicTest(
                    "status " + status,
                    () -> {
                      BackendException thrown = refused(Reply.json(status, echo));
                      if (dialect().settings(upstream().uri()).containsValue(Dialect.CANARY)) {
                        assertThat(everything(thrown)).doesNotContain(Dialect.CANARY);
                      }
                    }));
  }

  @Test
  void a_fault_of_the_transport_is_passed_on() {
    HttpTransport broken =
        (call, attempt) -> {
          throw new BackendException(ErrorCode.INVALID_REQUEST, "The host is not allowed.");
        };

    hasCode(
        failureOfAnswer(chat(context().with(broken)), question(), TestingAttempt.unlimited()),
        ErrorCode.INVALID_REQUEST);
  }

  private static void shows(BackendException error, List<String> texts) {
    assertThat(texts).allSatisfy(text -> assertThat(shown(error)).contains(text));
  }

  private BackendException refused(Reply reply) {
    upstream().enqueue(reply);
    return failureOfAnswer(chat(), question(), TestingAttempt.unlimited());
  }

  private TestingContext at(ClosedPort port) {
    return TestingContext.of(plugin().factory(dialect().type()), dialect().settings(port.uri()));
  }
}
