package org.jackfield.engine.reload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed while it reloads starts again as if nothing had been. */
@Timeout(120) // a hang guard
class KilledReloadTest {
  @TempDir Path folder;

  /** The moment differs from run to run, which is the point. */
  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void a_process_that_is_killed_while_it_reloads(int reloads) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                ReloadingProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = process.inputReader(UTF_8)) {
      for (int i = 0; i < reloads; i++) {
        assertThat(said.readLine()).isEqualTo(String.valueOf(3 + 2 * i));
      }
    } finally {
      process.destroyForcibly().waitFor();
    }

    Path config = folder.resolve("config");
    try (Jackfield engine =
        Jackfield.builder()
            .config(config)
            .plugins(folder.resolve("plugins"))
            .environment(new Environment(Map.of()))
            .folders(new Folders(config, folder.resolve("data"), folder.resolve("cache")))
            .open()) {
      assertThat(engine.configState().stale()).isEmpty();
      assertThat(engine.warnings()).isEmpty();
      assertThat(ask(engine, "steady")).isEqualTo("steady now");
      assertThat(ask(engine, "talker")).matches("1\\.0\\.\\d+ now");
      assertThat(engine.plugins()).hasSize(2).allMatch(plugin -> plugin.reason().isEmpty());
      assertThat(runs()).as("what the dead process had copied is swept").hasSize(1);
    }
    assertThat(runs()).isEmpty();
  }

  private static String ask(Jackfield engine, String backend) {
    ChatRequest request = ChatRequest.builder().message(Message.user("now")).build();
    return engine.chat(request, CallOptions.NONE.withBackend(backend)).text();
  }

  private List<Path> runs() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("cache/plugins"))) {
      return runs.filter(Files::isDirectory).toList();
    }
  }
}
