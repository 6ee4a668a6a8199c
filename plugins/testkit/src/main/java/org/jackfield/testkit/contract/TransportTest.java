package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the contracts of a transport have in common: it, and an upstream to call. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TransportTest {
  static final byte[] BODY = "{\"hello\":\"w\u00f6rld\"}".getBytes(StandardCharsets.UTF_8);

  private ScriptedUpstream upstream = ScriptedUpstream.start();

  final ScriptedUpstream upstream() {
    return upstream;
  }

  /** The transport under test, made for loopback; the same one may be given again. */
  protected abstract HttpTransport transport();

  /** Starts a fresh upstream. */
  @BeforeEach
  protected final void startUpstream() {
    upstream.close();
    upstream = ScriptedUpstream.start();
  }

  /** Closes the upstream, which fails the test if it has complaints. */
  @AfterEach
  protected final void closeUpstream() {
    upstream.close();
  }

  final HttpCall post() {
    return HttpCall.postJson(upstream.uri("/path?query=1"), BODY);
  }

  final HttpExchange send(Reply reply) {
    upstream.enqueue(reply);
    return transport().send(post(), TestingAttempt.unlimited());
  }

  final ErrorCode failure(Reply reply) {
    return code(
        () -> {
          try (HttpExchange exchange = send(reply)) {
            exchange.readAll(1 << 20);
          }
        });
  }

  static ErrorCode code(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(BackendException.class);
    return ((BackendException) thrown).code();
  }

  static String text(HttpExchange exchange) {
    return new String(exchange.readAll(1 << 20), StandardCharsets.UTF_8);
  }
}
