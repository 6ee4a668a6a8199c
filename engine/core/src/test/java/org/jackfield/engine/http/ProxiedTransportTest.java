package org.jackfield.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.jackfield.engine.Environment;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.ClosedPort;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends reach their servers through the proxies that the environment names. */
@Timeout(60)
class ProxiedTransportTest {
  private static final byte[] BODY = {'{', '}'};

  private final ScriptedUpstream proxy = ScriptedUpstream.start();

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  private static String answer(Map<String, String> variables, HttpCall call) {
    try (OkHttpTransport transport = new OkHttpTransport(new Environment(variables));
        HttpExchange exchange = transport.send(call, TestingAttempt.unlimited())) {
      return exchange.status()
          + " "
          + new String(exchange.readAll(100), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static BackendException failure(Map<String, String> variables, HttpCall call) {
    BackendException thrown =
        catchThrowableOfType(BackendException.class, () -> answer(variables, call));
    assertThat(thrown).as("a BackendException was expected").isNotNull();
    return thrown;
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_PROXY", "http_proxy", "ALL_PROXY"})
  void a_plain_call_is_handed_to_the_proxy(String variable) {
    proxy.enqueue(
        Expectation.post("http://llm.example/v1/chat")
            .header("Host", "llm.example")
            .noHeader("Proxy-Authorization"),
        Reply.json(200, "{}"));
    HttpCall call = HttpCall.postJson(URI.create("http://llm.example/v1/chat"), BODY);

    assertThat(answer(Map.of(variable, proxy.uri().toString()), call)).isEqualTo("200 {}");
    proxy.verify();
  }

  @Test
  void the_proxy_s_user_and_password_are_given_at_once_for_a_call_is_sent_only_once() {
    proxy.enqueue(
        Expectation.post("http://llm.example/v1/chat")
            .header("Proxy-Authorization", "Basic YWRhOnNlY3JldA=="),
        Reply.json(200, "{}"));
    HttpCall call = HttpCall.postJson(URI.create("http://llm.example/v1/chat"), BODY);

    assertThat(answer(Map.of("HTTP_PROXY", "http://ada:secret@" + proxy.hostPort()), call))
        .isEqualTo("200 {}");
    proxy.verify();
  }

  @Test
  void a_secure_call_asks_the_proxy_for_a_tunnel_and_tells_it_nothing_else() {
    proxy.enqueue(
        Expectation.any()
            .request("CONNECT", "llm.example:443")
            .header("Proxy-Authorization", "Basic YWRhOnNlY3JldA==")
            .noHeader("Authorization")
            .body(""),
        Reply.head(403, "Content-Length: 0"));
    HttpCall call =
        HttpCall.postJson(URI.create("https://llm.example/v1/chat"), BODY)
            .withHeader("Authorization", "Bearer key");

    BackendException error =
        failure(Map.of("HTTPS_PROXY", "http://ada:secret@" + proxy.hostPort()), call);

    proxy.verify();
    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(error.message())
        .startsWith("The proxy " + proxy.hostPort() + " gives no way to llm.example:443: ")
        .contains("403")
        .doesNotContain("secret");
  }

  @Test
  void a_proxy_that_is_not_there_is_named_and_not_the_server() {
    try (ClosedPort port = ClosedPort.open()) {
      BackendException error =
          failure(
              Map.of("HTTP_PROXY", port.uri().toString()),
              HttpCall.get(URI.create("http://llm.example/")));

      assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(error.message())
          .startsWith("The proxy " + port.hostPort() + " gives no way to llm.example:80: ");
      assertThat(error.hint()).get().asString().contains("HTTP_PROXY", "NO_PROXY");
    }
  }

  @Test
  void a_proxy_that_is_no_address_is_an_error_without_its_text() {
    BackendException error =
        failure(
            Map.of("HTTPS_PROXY", "http://ada:sec ret@proxy"),
            HttpCall.get(URI.create("https://llm.example/")));

    assertThat(error.message()).isEqualTo("The proxy has no valid address.");
    assertThat(error.hint()).get().asString().contains("HTTPS_PROXY").doesNotContain("ret@");
  }

  @Test
  void a_server_on_this_machine_is_reached_without_the_proxy() {
    try (ScriptedUpstream server = ScriptedUpstream.start()) {
      server.enqueue(Expectation.get("/x").noHeader("Proxy-Authorization"), Reply.json(200, "{}"));

      assertThat(
              answer(
                  Map.of("HTTP_PROXY", "http://ada:secret@" + proxy.hostPort()),
                  HttpCall.get(server.uri("/x"))))
          .isEqualTo("200 {}");
      server.verify();
    }
    assertThat(proxy.requests()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:11434/",
        "http://LOCALHOST/",
        "http://api.localhost/",
        "http://127.0.0.1:1/",
        "http://127.8.9.10/",
        "http://[::1]:8080/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://exempt.example/",
        "http://deep.exempt.example/",
        "http://dotted.other.example/"
      })
  void no_proxy_is_on_the_way_to(String url) {
    assertThat(proxies("exempt.example, .other.example").select(URI.create(url)))
        .containsExactly(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://llm.example/",
        "http://notexempt.example/",
        "http://128.0.0.1/",
        "http://127.0.0.1.example/",
        "http://localhost.example/",
        "http://[::2]/",
        "http://[2001:db8::1]/"
      })
  void a_proxy_is_on_the_way_to(String url) {
    assertThat(proxies("exempt.example").select(URI.create(url)))
        .containsExactly(
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 3128)));
  }

  private static ProxyVariables proxies(String exempt) {
    return new ProxyVariables(
        new Environment(Map.of("HTTP_PROXY", "http://proxy.example:3128", "NO_PROXY", exempt)));
  }
}
