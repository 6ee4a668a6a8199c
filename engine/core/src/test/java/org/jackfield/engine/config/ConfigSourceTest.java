package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands where the file should be, the answer names it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConfigSourceTest {
  private static final String GOOD = "llm: {providers: [{type: echo}]}\n";

  @TempDir private Path folder;

  private void refused(Path root, String message) {
    assertThatThrownBy(() -> ConfigSource.read(root, folder.resolve("overrides.yaml"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void a_file_may_have_any_name_and_a_folder_has_the_main_file() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yml"), GOOD);
    assertThat(ConfigSource.read(file, folder.resolve("none"), Map.of()).hasFile()).isTrue();
    refused(folder, folder.resolve("jackfield.yaml") + ": There is no such file.");
    Files.writeString(folder.resolve("jackfield.yaml"), GOOD);
    assertThat(ConfigSource.read(folder, folder.resolve("none"), Map.of()).files())
        .containsExactly(
            folder.resolve("jackfield.yaml"),
            folder.resolve("none"),
            folder.resolve("prompts"),
            folder.resolve("models.yaml"));
  }

  @Test
  void a_missing_file_is_named() {
    refused(folder.resolve("gone.yaml"), folder.resolve("gone.yaml") + ": There is no such file.");
  }

  @Test
  void a_folder_in_place_of_the_file_is_named() throws IOException {
    Path file = Files.createDirectory(folder.resolve("jackfield.yaml"));
    refused(folder, file + ": This is a folder, not a file.");
  }

  @Test
  void a_pipe_or_device_in_place_of_the_file_does_not_hang() throws Exception {
    Path pipe = folder.resolve("jackfield.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    refused(folder, pipe + ": This is a pipe or a device, not a file.");
    refused(Path.of("/dev/zero"), "/dev/zero: This is a pipe or a device, not a file.");
  }

  @Test
  void a_link_that_leads_nowhere_or_in_circles_is_named() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("a.yaml"), folder.resolve("nowhere"));
    refused(link, link + ": There is no such file.");
    Path circle = Files.createSymbolicLink(folder.resolve("b.yaml"), folder.resolve("b.yaml"));
    assertThatThrownBy(() -> ConfigSource.read(circle, folder.resolve("none"), Map.of()))
        .hasMessageContaining(circle + ":1:1: This file cannot be read: ");
  }

  @Test
  void a_file_that_cannot_be_read_is_named() throws IOException {
    // Reading this one fails for root, too.
    Path unreadable = Path.of("/proc/self/mem");
    assertThatThrownBy(() -> ConfigSource.read(unreadable, folder.resolve("none"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("/proc/self/mem:1:1: This file cannot be read: ");
  }

  @Test
  void a_huge_file_is_refused_without_reading_it() throws IOException {
    Path file = folder.resolve("jackfield.yaml");
    Files.writeString(file, "a: " + "x".repeat(10 * 1024 * 1024));
    refused(
        folder,
        file
            + ":1:262145: This file has 10485763 bytes; a configuration file has at most 262144."
            + " The limit is reached here. Is it the right file?");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    refused(
        folder,
        file
            + ":1:262145: This file has 1099511627776 bytes; a configuration file has at most"
            + " 262144. The limit is reached here. Is it the right file?");
  }

  @Test
  void a_folder_may_be_a_link_that_is_swapped() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    Files.writeString(one.resolve("jackfield.yaml"), GOOD);
    Files.writeString(two.resolve("jackfield.yaml"), GOOD.replace("}]", ", name: second}]"));
    Path current = Files.createSymbolicLink(folder.resolve("current"), one);
    assertThat(names(current)).isEqualTo("[echo]");
    Files.delete(current);
    Files.createSymbolicLink(current, two);
    assertThat(names(current)).isEqualTo("[second]");
  }

  private String names(Path root) {
    return ConfigSource.read(root, folder.resolve("none"), Map.of())
        .resolve(TestingTypes.INSTALLED)
        .defaultChain()
        .toString();
  }

  @Test
  void windows_line_ends_and_a_byte_order_mark_change_nothing() throws IOException {
    Path file = folder.resolve("jackfield.yaml");
    Files.writeString(file, "\uFEFFllm:\r\n  providers:\r\n    - type: echo\r\n      tpye: x\r\n");
    assertThatThrownBy(() -> names(folder))
        .hasMessageStartingWith(file + ":4:7: llm.providers[0].tpye: There is no such key");
  }

  @Test
  void reading_does_not_look_at_the_process_environment() {
    assertThat(ConfigSource.readEnvironment(folder.resolve("none"), Map.of()).files())
        .containsExactly(folder.resolve("none"));
    assertThatThrownBy(
            () -> ConfigFixture.of(folder, "llm: {default_profile: \"${PATH}\"}").resolve(Map.of()))
        .hasMessageContaining("The variable PATH is not set.");
  }

  @Test
  void an_overlay_without_a_file_warns_of_each_setting_without_target() throws IOException {
    Path overlay =
        Files.writeString(folder.resolve("o.yaml"), "llm: {profiles: {x: {attempts: 1}}}");
    EngineConfig config =
        ConfigSource.readEnvironment(overlay, Map.of("LLM_PROVIDER", "echo"))
            .resolve(TestingTypes.INSTALLED);
    assertThat(config.sources().warnings()).hasSize(1);
  }
}
