package org.jackfield.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import okhttp3.Dns;
import org.jackfield.engine.Environment;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.contract.HttpTransportContract;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OkHttpTransportTest extends HttpTransportContract {
  private final AtomicLong nanos = new AtomicLong();
  private final OkHttpTransport transport =
      new OkHttpTransport(
          new Environment(Map.of()),
          nanos::get,
          new NameLookups(Dns.SYSTEM, Duration.ofSeconds(10)));

  @AfterEach
  void closeTransport() {
    transport.close();
  }

  @Override
  protected HttpTransport transport() {
    return transport;
  }

  @Test
  void a_call_that_is_cancelled_does_not_wait_for_a_resolver_that_does_not_answer()
      throws Exception {
    Resolver resolver = new Resolver();
    HttpCall call = HttpCall.get(URI.create("http://somewhere.test:1/"));
    try (OkHttpTransport waiting = resolver.transport(Duration.ofSeconds(60))) {
      TestingAttempt attempt = TestingAttempt.unlimited();
      CompletableFuture<BackendException> failed =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(BackendException.class, () -> waiting.send(call, attempt)));
      resolver.asked.await();

      attempt.cancel();

      assertThat(failed.get(20, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
    } finally {
      resolver.answers.countDown();
    }
  }

  @Test
  void a_resolver_that_does_not_answer_in_time_is_told_and_asked_once_for_a_name() {
    Resolver resolver = new Resolver();
    HttpCall call = HttpCall.get(URI.create("http://somewhere.test:1/"));
    try (OkHttpTransport waiting = resolver.transport(Duration.ofMillis(20))) {
      for (int i = 0; i < 3; i++) {
        BackendException error =
            catchThrowableOfType(
                BackendException.class, () -> waiting.send(call, TestingAttempt.unlimited()));
        assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(error.message()).contains("name server").contains("somewhere.test");
      }
    } finally {
      resolver.answers.countDown();
    }
    assertThat(resolver.questions).hasValue(1);
  }

  /** Answers when it is let. */
  private static final class Resolver {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final AtomicInteger questions = new AtomicInteger();

    OkHttpTransport transport(Duration limit) {
      NameLookups lookups =
          new NameLookups(
              host -> {
                questions.incrementAndGet();
                asked.countDown();
                try {
                  answers.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return List.of(InetAddress.getLoopbackAddress());
              },
              limit);
      return new OkHttpTransport(new Environment(Map.of()), System::nanoTime, lookups);
    }
  }

  @Test
  void a_connection_that_the_server_closed_meanwhile_is_replaced_without_a_word() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(Reply.json(200, "{\"n\":1}").close());
      upstream.enqueue(Reply.json(200, "{\"n\":2}"));
      HttpCall call = HttpCall.postJson(upstream.uri("/x"), new byte[] {'{', '}'});
      try (HttpExchange first = transport.send(call, TestingAttempt.unlimited())) {
        first.readAll(100);
      }
      upstream.awaitIdle();
      nanos.addAndGet(5_000_000_000L);
      try (HttpExchange second = transport.send(call, TestingAttempt.unlimited())) {
        assertThat(new String(second.readAll(100), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("{\"n\":2}");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 1_048_575, 1_048_576, 3_000_000})
  void a_body_of_any_length_comes_whole_announced_or_not(int length) throws Exception {
    String body = "x".repeat(length);
    Reply chunked = Reply.stream("text/plain");
    Reply unannounced = length == 0 ? chunked : chunked.chunk(body);
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(Reply.whole(200, "text/plain", body));
      upstream.enqueue(unannounced.lastChunk());
      for (int i = 0; i < 2; i++) {
        try (HttpExchange exchange =
            transport.send(HttpCall.get(upstream.uri("/x")), TestingAttempt.unlimited())) {
          assertThat(exchange.readAll(3_000_000)).asString().isEqualTo(body);
        }
      }
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_whole_pool_of_closed_connections_is_replaced_as_well() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      Gate together = Gate.closed();
      List<HttpExchange> open = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        upstream.enqueue(Reply.stream("a/b").chunk("x").hold(together).lastChunk().close());
      }
      upstream.enqueue(Reply.json(200, "{}"));
      HttpCall call = HttpCall.postJson(upstream.uri("/x"), new byte[] {'{', '}'});
      for (int i = 0; i < 8; i++) {
        open.add(transport.send(call, TestingAttempt.unlimited()));
      }
      together.release();
      open.forEach(exchange -> exchange.readAll(100));
      open.forEach(HttpExchange::close);
      upstream.awaitIdle();
      nanos.addAndGet(5_000_000_000L);

      transport.send(call, TestingAttempt.unlimited()).close();

      assertThat(upstream.requests()).isEqualTo(9);
    }
  }

  @Test
  void a_call_that_was_sent_whole_on_a_kept_connection_is_not_repeated() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(Reply.json(200, "{}"));
      upstream.enqueue(Reply.nothing().close());
      upstream.otherwise(Reply.json(200, "{}"));
      HttpCall call = HttpCall.postJson(upstream.uri("/x"), new byte[] {'{', '}'});
      try (HttpExchange first = transport.send(call, TestingAttempt.unlimited())) {
        first.readAll(100);
      }

      assertThat(
              catchThrowableOfType(
                      BackendException.class,
                      () -> transport.send(call, TestingAttempt.unlimited()).close())
                  .code())
          .isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(upstream.requests()).isEqualTo(2);
    }
  }

  @RepeatedTest(100)
  void a_call_that_is_cancelled_as_soon_as_it_is_connected_waits_for_no_handshake()
      throws Exception {
    TestingAttempt attempt = TestingAttempt.unlimited();
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpCall call = HttpCall.get(URI.create("https://127.0.0.1:" + deaf.getLocalPort() + "/"));
      CompletableFuture<ErrorCode> failure =
          inBackground(
              () ->
                  catchThrowableOfType(
                          BackendException.class, () -> transport.send(call, attempt).close())
                      .code());
      try (Socket _ = deaf.accept()) {
        attempt.cancel();
        assertThat(failure.get(30, TimeUnit.SECONDS)).isEqualTo(ErrorCode.CANCELLED);
      }
    }
  }

  private static <T> CompletableFuture<T> inBackground(Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, task -> Thread.ofVirtual().start(task));
  }

  @Test
  void answers_read_to_their_end_share_one_connection() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.otherwise(Reply.json(200, "{}"));
      for (int i = 0; i < 20; i++) {
        try (HttpExchange exchange =
            transport.send(HttpCall.get(upstream.uri("/x")), TestingAttempt.unlimited())) {
          exchange.readAll(100);
        }
      }
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }
}
