package org.jackfield.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.contract.HttpTransportContract;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OkHttpTransportTest extends HttpTransportContract {
  private final OkHttpTransport transport = new OkHttpTransport();

  @AfterEach
  void closeTransport() {
    transport.close();
  }

  @Override
  protected HttpTransport transport() {
    return transport;
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
      try (HttpExchange second = transport.send(call, TestingAttempt.unlimited())) {
        assertThat(new String(second.readAll(100), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("{\"n\":2}");
      }
    }
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
