package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's demonstration of a change while the server runs, line by line as it stands there.
 */
@Timeout(300)
class ReloadDemoIT {
  private static final Path README = NewUser.CLONE.resolve("README.md");

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void a_saved_file_serves_is_listed_is_taken_back_and_rules_again() throws Exception {
    NewUser user = new NewUser(folder);
    // As in a clone, whose launcher names the clone's own configuration.
    user.write(
        "jackfield",
        "#!/bin/sh\nexport JACKFIELD_CONFIG=\"$JACKFIELD_HOME/config\"\n"
            + "exec \"$JACKFIELD_HOME/bin/jackfield\" \"$@\"\n");
    assertThat(folder.resolve("jackfield").toFile().setExecutable(true)).isTrue();
    int port = freePort();
    List<String> lines =
        MarkedBlock.of(README, "test: reload").replace("8383", "" + port).lines().toList();
    assertThat(lines).hasSize(7);

    user.run("bash", "-c", lines.get(0)).success();
    assertThat(lines.get(1)).endsWith("&");
    Process server = user.start("bash", "-c", "exec " + lines.get(1).replaceFirst(" &$", ""));
    try {
      await(port, "/readyz", "\"generation\":1");
      user.run("bash", "-c", lines.get(2)).success();
      await(port, "/readyz", "\"generation\":2");

      assertThat(user.run("bash", "-c", lines.get(3)).success()).contains("\"second\"");
      assertThat(user.run("bash", "-c", lines.get(4)).success())
          .containsPattern("(?m)^2 .*change of demo.yaml .*backend second added");
      assertThat(user.run("bash", "-c", lines.get(5)).success()).contains("generation 3 serves.");
      assertThat(get(port, "/v1/models")).doesNotContain("\"second\"");
      assertThat(user.run("bash", "-c", lines.get(6)).success()).contains("generation 4 serves.");
      assertThat(get(port, "/v1/models")).contains("\"second\"");

      user.run("bash", "-c", "kill -HUP " + server.pid()).success();
      user.run("bash", "-c", "kill -TERM " + server.pid()).success();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void await(int port, String path, String content) throws Exception {
    String last = "";
    while (!last.contains(content)) {
      try {
        last = get(port, path);
      } catch (IOException notYet) {
        last = "";
      }
    }
  }

  private String get(int port, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
