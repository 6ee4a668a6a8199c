package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may have a model pulled: the operator at the command line, a client only where allowed. */
@Timeout(60)
final class PullRuleTest {
  @TempDir Path home;

  /** Two models that lie on a shelf, with nothing pulled; the backend is configured for one. */
  @BeforeEach
  void stockTheShelf() throws IOException {
    Path shelf = Files.createDirectories(home.resolve("shelf"));
    StringBuilder catalogue = new StringBuilder("models:\n");
    for (String name : new String[] {"small", "large"}) {
      Files.writeString(shelf.resolve(name + ".gguf"), "weights");
      catalogue.append(
          """
            - name: %s
              aliases: [%s-alias]
              family: llama
              parameters: 1M
              quantisation: F32
              context: 512
              licence: {name: Apache-2.0}
              files: [{name: %s.gguf, bytes: 7, sources: [{folder: ../shelf}]}]
          """
              .formatted(name, name, name));
    }
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/models.yaml"), catalogue);
    Files.writeString(home.resolve("config/secret.gguf"), "a file, not a model");
  }

  private TestingCli cli(String server) throws IOException {
    return new TestingCli(home, TestingCli.oneBackend("model: small", "file: true") + server);
  }

  private Path pulled(String model) {
    return home.resolve("cache/models/%s/%s.gguf".formatted(model, model));
  }

  /** What clients of a server got, one after the other, and what its operator read. */
  private record Served(String[] answers, String log) {}

  private Served serve(TestingCli cli, String... models) throws Exception {
    SeenOutput out = new SeenOutput();
    CompletableFuture<TestingCli.Result> run = cli.output(out).start("serve", "--port", "0");
    out.await("Listening on ");
    String address = out.await("\n").strip();
    String[] answers = new String[models.length];
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int index = 0; index < models.length; index++) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"scripted:%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                            .formatted(models[index])))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        answers[index] = answer.statusCode() + " " + answer.body();
      }
    }
    cli.interrupt();
    return new Served(answers, run.get().err());
  }

  @Test
  void a_client_cannot_have_a_model_pulled_by_naming_it() throws Exception {
    Served served = serve(cli(""), "large", "large-alias");

    assertThat(pulled("large")).doesNotExist();
    assertThat(served.answers())
        .allSatisfy(answer -> assertThat(answer).startsWith("404 ").contains("model_not_found"));
    assertThat(served.answers()[0])
        .startsWith("404 ")
        .contains("Backend 'scripted' does not have the model.");
    assertThat(served.log())
        .containsOnlyOnce("A request needs the model large, which is not here.")
        .contains("jackfield models pull large", "server.pull: request");
  }

  @Test
  void a_client_gets_the_configured_model_by_any_of_its_names_pulled_when_it_is_not_here()
      throws Exception {
    assertThat(serve(cli(""), "small-alias").answers()[0]).startsWith("200 ");
    assertThat(pulled("small")).exists();
  }

  @Test
  void a_client_gets_every_model_that_is_here() throws Exception {
    assertThat(cli("").run("models", "pull", "large").code()).isZero();

    Served served = serve(cli(""), "LARGE", "nothing-like-it");

    assertThat(served.answers()[0]).startsWith("200 ");
    assertThat(served.answers()[1]).startsWith("404 ").contains("does not have the model.");
  }

  @Test
  void a_client_cannot_name_a_file_under_any_rule() throws Exception {
    for (String rule : new String[] {"configured", "request", "never"}) {
      Served served =
          serve(cli("server: {pull: " + rule + "}\n"), "secret.gguf", "../config/secret.gguf");

      assertThat(served.answers())
          .allSatisfy(answer -> assertThat(answer).startsWith("404 ").doesNotContain("gguf"));
    }
  }

  @Test
  void an_operator_may_let_requests_pull() throws Exception {
    assertThat(serve(cli("server: {pull: request}\n"), "large").answers()[0]).startsWith("200 ");
    assertThat(pulled("large")).exists();
  }

  @Test
  void an_operator_may_forbid_every_pull_of_a_server() throws Exception {
    Served served = serve(cli("server: {pull: never}\n"), "small");

    assertThat(served.answers()[0]).startsWith("503 ").contains("is not ready");
    assertThat(served.log()).contains("jackfield models pull small", "server.pull: configured");
    assertThat(pulled("small")).doesNotExist();
  }

  @Test
  void the_command_line_may_have_any_model_pulled() throws Exception {
    TestingCli.Result result = cli("").run("chat", "--model", "scripted:large", "Hi");

    assertThat(result.out()).isEqualTo(pulled("large") + "\n");
    assertThat(pulled("large")).exists();
  }

  @Test
  void the_command_line_tells_of_an_unknown_model_what_exists_and_how_to_pull_it()
      throws Exception {
    TestingCli cli = cli("");
    cli.run("models", "pull", "small");

    TestingCli.Result result = cli.run("chat", "--model", "scripted:lareg", "Hi");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .startsWith(
            "jackfield: There is no model named lareg. Did you mean large? Here: small. To be")
        .contains("with jackfield models pull NAME: large.");
  }

  @Test
  void what_a_pull_has_to_say_is_said_once_even_when_it_fails() throws Exception {
    Files.delete(home.resolve("shelf/large.gguf"));
    String yaml = TestingCli.oneBackend("model: large", "file: true", "retries: 3");

    TestingCli.Result result = new TestingCli(home, yaml).run("chat", "Hi");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).containsOnlyOnce("Pulling it from");
  }
}
