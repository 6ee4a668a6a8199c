package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ServeCommandTest {
  @TempDir Path home;

  @Test
  void serves_until_it_is_told_to_stop_and_then_ends_well() throws Exception {
    SeenOutput out = new SeenOutput();
    TestingCli cli = new TestingCli(home, TestingCli.oneBackend()).output(out);
    CompletableFuture<TestingCli.Result> run = cli.start("serve", "--port", "0");
    out.await("Listening on ");
    String address = out.await("\n").strip();
    assertThat(address).startsWith("http://127.0.0.1:");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"model\":\"scripted\",\"messages\":"
                          + "[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("[USER: Hi]");
    }
    assertThat(cli.interrupt()).isEqualTo(OptionalInt.of(0));
    assertThat(run.get().code()).isZero();
  }

  @Test
  void a_port_that_is_taken_is_an_error_that_names_it() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      TestingCli.Result result =
          new TestingCli(home, TestingCli.oneBackend()).run("serve", "--port", port);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).startsWith("jackfield: ").contains(port);
    }
  }

  @Test
  void an_address_for_everybody_is_refused_without_keys() throws Exception {
    TestingCli.Result result =
        new TestingCli(home, TestingCli.oneBackend())
            .run("serve", "--host", "0.0.0.0", "--port", "0");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("server.keys");
  }

  @Test
  void a_port_that_cannot_be_is_a_usage_error() throws Exception {
    TestingCli.Result result =
        new TestingCli(home, TestingCli.oneBackend()).run("serve", "--port", "70000");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).isEqualTo("jackfield: --port is 70000; it goes from 0 to 65535\n");
  }
}
