package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;

/**
 * Whoever stops wanting a response, in whatever phase: the caller is freed, and the connection too.
 */
public abstract class HttpCancellationContract extends TransportTest {
  @Test
  void an_attempt_cancelled_beforehand_sends_nothing() {
    TestingAttempt attempt = TestingAttempt.unlimited();
    attempt.cancel();

    assertThat(code(() -> transport().send(post(), attempt).close()))
        .isEqualTo(ErrorCode.CANCELLED);
    assertThat(upstream().requests()).isZero();
  }

  @Test
  void an_attempt_cancelled_before_the_head_closes_the_connection() throws Exception {
    upstream().enqueue(Reply.nothing().stall());
    TestingAttempt attempt = TestingAttempt.unlimited();
    CompletableFuture<ErrorCode> failure =
        DialectTest.inBackground(() -> code(() -> transport().send(post(), attempt).close()));
    upstream().awaitRequests(1);

    attempt.cancel();

    assertThat(DialectTest.get(failure)).isEqualTo(ErrorCode.CANCELLED);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void an_attempt_cancelled_inside_the_body_closes_the_connection() throws Exception {
    upstream().enqueue(Reply.stream("a/b").chunk("one").stall());
    TestingAttempt attempt = TestingAttempt.unlimited();
    try (HttpExchange exchange = transport().send(post(), attempt)) {
      assertThat(exchange.read(new byte[8], 0, 8)).isEqualTo(3);
      CompletableFuture<ErrorCode> failure =
          DialectTest.inBackground(() -> code(() -> exchange.read(new byte[8], 0, 8)));

      attempt.cancel();

      assertThat(DialectTest.get(failure)).isEqualTo(ErrorCode.CANCELLED);
      upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
    }
  }

  @Test
  void close_from_another_thread_unblocks_the_reader() throws Exception {
    HttpExchange exchange = send(Reply.stream("a/b").chunk("one").stall());
    assertThat(exchange.read(new byte[8], 0, 8)).isEqualTo(3);
    CompletableFuture<ErrorCode> failure =
        DialectTest.inBackground(() -> code(() -> exchange.read(new byte[8], 0, 8)));

    exchange.close();
    exchange.close();

    assertThat(DialectTest.get(failure)).isEqualTo(ErrorCode.CANCELLED);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }
}
