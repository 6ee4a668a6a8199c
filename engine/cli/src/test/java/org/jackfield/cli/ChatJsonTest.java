package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ChatJsonTest {
  @TempDir Path home;

  private TestingCli cli(String yaml) throws IOException {
    return new TestingCli(home, yaml);
  }

  private static JsonNode document(TestingCli.Result result) {
    assertThat(result.out()).hasLineCount(1).endsWith("\n");
    return JsonMapper.shared().readTree(result.out());
  }

  @Test
  void an_answer_is_one_document_and_standard_error_is_silent() throws IOException {
    TestingCli.Result result =
        cli(TestingCli.oneBackend("thinking: Hm.", "chunks: ['Because ', 'it is.']"))
            .run("chat", "--json", "Why?");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    JsonNode document = document(result);
    assertThat(document.propertyNames())
        .containsExactly(
            "text",
            "thinking",
            "backend",
            "model",
            "source",
            "finish_reason",
            "usage",
            "timing",
            "attempts",
            "notes");
    assertThat(document.path("text").asString()).isEqualTo("Because it is.");
    assertThat(document.path("thinking").asString()).isEqualTo("Hm.");
    assertThat(document.path("source").asString()).isEqualTo("scripted:tiny");
    assertThat(document.path("finish_reason").asString()).isEqualTo("stop");
    assertThat(document.path("usage").toString())
        .isEqualTo("{\"input\":7,\"output\":2,\"origin\":\"reported\"}");
    assertThat(document.path("timing").path("total_ms").isIntegralNumber()).isTrue();
    assertThat(document.path("attempts")).hasSize(1);
    assertThat(document.path("attempts").path(0).has("error")).isFalse();
    assertThat(document.path("notes").isArray()).isTrue();
  }

  @Test
  void a_failure_is_one_document_too() throws IOException {
    TestingCli.Result result =
        cli(TestingCli.oneBackend(
                "fail: RATE_LIMITED", "message: Too much.", "hint: Wait a minute."))
            .run("chat", "--json", "Why?");
    assertThat(result.code()).isEqualTo(1);
    JsonNode error = document(result).path("error");
    assertThat(error.path("code").asString()).isEqualTo("rate_limited");
    assertThat(error.path("message").asString()).isEqualTo("Too much.");
    assertThat(error.path("hint").asString()).isEqualTo("Wait a minute.");
    JsonNode attempt = error.path("attempts").path(0);
    assertThat(attempt.path("backend").asString()).isEqualTo("scripted");
    assertThat(attempt.path("error").asString()).isEqualTo("rate_limited");
    assertThat(attempt.path("ms").isIntegralNumber()).isTrue();
  }

  @Test
  void a_broken_configuration_is_a_document_as_well() throws IOException {
    TestingCli.Result result = cli("llm:\n  provdiers: []\n").run("chat", "--json", "Why?");
    assertThat(result.code()).isEqualTo(1);
    JsonNode error = document(result).path("error");
    assertThat(error.path("code").asString()).isEqualTo("invalid_request");
    assertThat(error.path("message").asString())
        .contains("jackfield.yaml:2:3")
        .contains("providers");
  }

  @Test
  void what_a_terminal_would_obey_is_escaped_and_reads_back_exactly() throws IOException {
    TestingCli.Result result =
        cli(TestingCli.oneBackend("chunks: [\"a\\e[2J\\u009b1m\\u202eb\\x7f é\"]"))
            .run("chat", "--json", "Why?");
    assertThat(result.out().strip().chars().anyMatch(c -> EscapeFilter.obeyed((char) c))).isFalse();
    assertThat(result.out()).contains("é");
    assertThat(document(result).path("text").asString()).isEqualTo("a\033[2J\u009b1m\u202eb\177 é");
  }

  @Test
  void an_answer_by_a_schema_is_checked_and_says_so() throws IOException {
    Path schema =
        Files.writeString(
            home.resolve("n.json"), "{\"properties\":{\"n\":{\"type\":\"integer\"}}}");
    JsonNode document =
        document(
            cli(TestingCli.oneBackend("chunks: ['{\"n\":', '7}']"))
                .run("chat", "--json", "--schema", schema.toString(), "How many?"));

    assertThat(document.path("text").asString()).isEqualTo("{\"n\":7}");
    assertThat(document.path("structured").toString())
        .isEqualTo("{\"how\":\"validated\",\"repaired\":false}");
  }
}
