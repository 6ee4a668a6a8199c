package org.jackfield.testkit.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UpstreamProgramTest {
  @TempDir private Path folder;

  private static String answer(String... arguments) {
    try (ScriptedUpstream upstream = UpstreamProgram.start(arguments)) {
      String all = "";
      for (int i = 0; i < 2; i++) {
        try (HttpExchange exchange =
            new TestingTransport().send(HttpCall.get(upstream.uri()), TestingAttempt.unlimited())) {
          all =
              exchange.status()
                  + " "
                  + new String(exchange.readAll(1 << 20), StandardCharsets.UTF_8);
        }
      }
      assertThat(upstream.requests()).isEqualTo(2);
      assertThat(upstream.received()).isEmpty();
      return all;
    }
  }

  @Test
  void a_recording_is_given_to_every_request() throws Exception {
    Path recording =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/recordings/api-chat-unary")).toURI());

    assertThat(answer("--recording", recording.toString())).startsWith("200 {").contains("Paris");
  }

  @Test
  void a_file_is_given_whole_or_event_by_event() throws Exception {
    Path file = Files.writeString(folder.resolve("body"), "data: 1\n\ndata: 2\n\nrest");

    assertThat(answer("--body", file.toString(), "--status", "503"))
        .isEqualTo("503 data: 1\n\ndata: 2\n\nrest");
    assertThat(answer("--body", file.toString(), "--type", "text/event-stream", "--delay", "1"))
        .isEqualTo("200 data: 1\n\ndata: 2\n\nrest");
    assertThat(answer("--body", file.toString(), "--type", "application/x-ndjson"))
        .isEqualTo("200 data: 1\n\ndata: 2\n\nrest");
  }

  @Test
  void wrong_arguments_are_named() {
    assertThatThrownBy(() -> answer("--nope", "1")).hasMessageContaining("--nope");
    assertThatThrownBy(() -> answer("--port")).hasMessageContaining("--port");
    assertThatThrownBy(() -> answer("--port", "0")).hasMessageContaining("Either");
    assertThatThrownBy(() -> answer("--recording", folder.toString()))
        .hasMessageContaining("no recording");
    assertThatThrownBy(() -> answer("--body", folder.resolve("none").toString()))
        .hasMessageContaining("cannot be read");
  }
}
