package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names that nobody knows or that move, and certificates that are over. */
@Timeout(120)
class NamesAndCertificatesIT {
  private static final String ANSWER =
      "{\"id\":\"up-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"served\","
          + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},"
          + "\"finish_reason\":\"stop\"}]}";

  @TempDir static Path folder;
  private static Path hosts;
  private static ScriptedUpstream before;
  private static HttpServer after;
  private static HttpsServer good;
  private static HttpsServer over;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws Exception {
    before = ScriptedUpstream.start();
    after = HttpServer.create(new InetSocketAddress("127.0.0.2", before.uri().getPort()), 0);
    byte[] moved = ANSWER.formatted("moved").getBytes(StandardCharsets.UTF_8);
    after.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, moved.length);
            exchange.getResponseBody().write(moved);
          }
        });
    after.start();
    Keystores keystores = new Keystores(folder);
    good = keystores.server("-1d", ANSWER.formatted("good").getBytes(StandardCharsets.UTF_8));
    over = keystores.server("-2y", ANSWER.formatted("over").getBytes(StandardCharsets.UTF_8));
    hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 moving.test\n");
    gateway =
        GatewayProcess.start(
            Files.createDirectory(folder.resolve("gateway")),
            """
            llm:
              providers:
                - {name: spare, type: echo}
                - {name: unknown, type: openai, endpoint: "http://unknown.test:1/v1", model: m, retries: 0}
                - {name: moving, type: openai, endpoint: "http://moving.test:%d/v1", model: m, retries: 0}
                - {name: good, type: openai, endpoint: "https://127.0.0.1:%d/v1", model: m, retries: 0}
                - {name: over, type: openai, endpoint: "https://127.0.0.1:%d/v1", model: m, retries: 0}
              fallback_order: [spare]
              profiles:
                unknown-or-spare: {chain: [unknown, spare]}
                over-or-spare: {chain: [over, spare]}
            server: {port: 0}
            reload: {watch: false, probe: off}
            """
                .formatted(
                    before.uri().getPort(),
                    good.getAddress().getPort(),
                    over.getAddress().getPort()),
            Stream.concat(
                    Stream.of("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.ttl=0"),
                    Stream.of(keystores.trusting()))
                .toArray(String[]::new));
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    over.stop(0);
    good.stop(0);
    after.stop(0);
    before.close();
  }

  private static Answered ask(String model) throws IOException {
    Hop hop = new Hop(Provider.OPENAI, before, gateway.port());
    return hop.ask(Hop.body(model, false, ""));
  }

  @Test
  void a_name_that_nobody_knows_is_left_for_the_next_backend() throws IOException {
    assertThat(ask("unknown-or-spare").isWhole().backend()).isEqualTo("spare");
    ask("unknown").isRefusal(503, "backend_unavailable");
  }

  @Test
  void a_name_that_moves_is_followed() throws IOException {
    before.enqueue(Reply.json(200, ANSWER.formatted("not yet")).close());
    assertThat(ask("moving").isWhole().text()).isEqualTo("not yet");

    Files.writeString(hosts, "127.0.0.2 moving.test\n");
    before.awaitIdle();

    assertThat(ask("moving").isWhole().text()).isEqualTo("moved");
    assertThat(before.requests()).isEqualTo(1);
  }

  @Test
  void a_certificate_that_is_over_is_left_for_the_next_backend() throws IOException {
    assertThat(ask("good").isWhole().text()).isEqualTo("good");
    assertThat(ask("over-or-spare").isWhole().backend()).isEqualTo("spare");
    Answered refused = ask("over").isRefusal(503, "backend_unavailable");
    assertThat(refused.message()).contains("'over'").doesNotContain("127.0.0.1");
  }
}
