package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubstitutionTest {
  @TempDir private Path folder;

  private ConfigFixture claude(String key) {
    return ConfigFixture.of(
        folder, "llm:\n  providers:\n    - type: claude\n      api_key: " + key);
  }

  private Path secret(String name, byte[] content, String mode) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private static String key(EngineConfig config) {
    return ConfigFixture.settings(config, "claude").secret("api_key").reveal();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${A}                 | va",
        "x${A}y${B}           | xvayvb",
        "${A:-d}              | va",
        "${UNSET:-d}          | d",
        "${UNSET:-d:-e}       | d:-e",
        "${UNSET:-a b}        | a b",
        "${EMPTY:-d}          | d",
        "$${A}                | ${A}",
        "$$${A}               | $${A}",
        "$A                   | $A",
        "a$                   | a$",
        "${NESTED}            | ${A}",
        "${UNSET:-$}{A}       | ${A}",
        "'${A} # no comment'  | va # no comment",
      })
  void placeholders_are_filled_once(String written, String meant) {
    EngineConfig config =
        claude("\"" + written.replace("'", "") + "\"")
            .resolve("A", "va", "B", "vb", "EMPTY", "", "NESTED", "${A}");
    assertThat(key(config)).isEqualTo(meant.replace("'", ""));
  }

  @Test
  void numbers_and_places_may_come_from_variables() {
    EngineConfig config =
        ConfigFixture.of(
                folder,
                """
                llm:
                  providers: [{type: "${TYPE}", name: "n-${TYPE}", timeout: "${T:-7}"}]
                server: {port: "${PORT}"}
                """)
            .resolve("TYPE", "echo", "PORT", " 99\n");
    assertThat(config.server().port()).isEqualTo(99);
    assertThat(config.backend("n-echo").orElseThrow().options().timeout()).hasSeconds(7);
  }

  @Test
  void a_missing_variable_of_a_backend_leaves_out_only_this_backend() {
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            """
            llm:
              providers:
                - type: claude
                  api_key: ${MY_KEY}
                  timeout: ${MY_TIMEOUT}
                - type: echo
            """);
    EngineConfig config = fixture.resolve("ANTHROPIC_API_KEY", "not-asked-for");
    assertThat(fixture.reason(config, "claude"))
        .isEqualTo(
            "Backend 'claude' is not configured: llm.providers[0].timeout (jackfield.yaml:5:16)"
                + " cannot be filled. The variable MY_TIMEOUT is not set. Set it, or write"
                + " ${MY_TIMEOUT:-default}. Backend 'claude' is not configured:"
                + " llm.providers[0].api_key (jackfield.yaml:4:16) cannot be filled. The variable"
                + " MY_KEY is not set. Set it, or write ${MY_KEY:-default}.");
    assertThat(ConfigFixture.settings(config, "echo")).isNotNull();
    assertThat(config.defaultChain()).containsExactly("claude", "echo");
  }

  @Test
  void an_empty_value_counts_as_none_and_the_declared_variable_fills_it() {
    for (String written : new String[] {"", "~", "''", "${EMPTY}", "${UNSET:-}"}) {
      assertThat(key(claude(written).resolve("EMPTY", "", "ANTHROPIC_API_KEY", " k \n")))
          .as(written)
          .isEqualTo("k");
    }
  }

  @Test
  void a_file_gives_its_content_without_the_last_line_end() throws IOException {
    secret("key.txt", "sk-1 2\r\n\n".getBytes(StandardCharsets.UTF_8), "rw-------");
    EngineConfig config = claude("${file:key.txt}").resolve();
    assertThat(key(config)).isEqualTo("sk-1 2");
    assertThat(config.sources().warnings()).isEmpty();
    assertThat(config.sources().files()).contains(folder.resolve("key.txt"));
    assertThat(config.sources().view().yaml()).doesNotContain("sk-1");
  }

  @Test
  void a_file_may_stand_anywhere_and_be_a_link() throws IOException {
    Path real = secret("real", "k".getBytes(StandardCharsets.UTF_8), "rw-------");
    Files.createSymbolicLink(folder.resolve("link"), real);
    assertThat(key(claude("${file:" + folder.resolve("link") + "}").resolve())).isEqualTo("k");
    assertThat(key(claude("${file:./../" + folder.getFileName() + "/link}").resolve()))
        .isEqualTo("k");
  }

  @Test
  void a_file_is_relative_to_the_file_that_names_it() throws IOException {
    secret("k", "main".getBytes(StandardCharsets.UTF_8), "rw-------");
    Path data = Files.createDirectory(folder.resolve("data"));
    secret("data/k", "over".getBytes(StandardCharsets.UTF_8), "rw-------");
    claude("${file:k}");
    Path overlay = data.resolve("overrides.yaml");
    Files.writeString(overlay, "llm: {providers: [{name: claude, api_key: \"${file:k}\"}]}");
    EngineConfig config =
        ConfigSource.read(folder, overlay, java.util.Map.of()).resolve(TestingTypes.INSTALLED);
    assertThat(key(config)).isEqualTo("over");
  }

  @Test
  void a_file_that_everybody_may_read_is_taken_with_a_warning() throws IOException {
    secret("key", "k".getBytes(StandardCharsets.UTF_8), "rw-r--r--");
    ConfigFixture fixture = claude("${file:key}");
    EngineConfig config = fixture.resolve();
    assertThat(key(config)).isEqualTo("k");
    assertThat(config.sources().warnings())
        .extracting(warning -> fixture.plain(warning.toString()))
        .containsExactly(
            "jackfield.yaml:4:16: llm.providers[0].api_key: The file 'key' may be read by every"
                + " user of this machine. If it holds a secret, run: chmod o-r key");
  }

  @Test
  void a_file_that_cannot_be_trusted_or_read_leaves_out_the_backend() throws IOException {
    secret("writable", new byte[] {'k'}, "rw-rw-rw-");
    secret("large", new byte[64 * 1024 + 1], "rw-------");
    secret("binary", new byte[] {(byte) 0xFF, 1}, "rw-------");
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    assertThat(
            new String[] {"none", "writable", "large", "binary", ".", "/dev/zero", "loop", "a\\0b"})
        .extracting(
            name -> {
              ConfigFixture fixture = claude("\"${file:" + name + "}\"");
              String reason = fixture.reason(fixture.resolve(), "claude");
              return reason.replaceAll(".*cannot be filled. ", "");
            })
        .containsExactly(
            "The file 'none' is not there.",
            "The file 'writable' may be written by every user of this machine (chmod o-w it).",
            "The file 'large' has more than 65536 bytes.",
            "The file 'binary' is not UTF-8 text.",
            "The file '.' is not a file.",
            "The file '/dev/zero' is not a file.",
            "The file 'loop' is not there.",
            "The file 'a\\u0000b' is not a path on this system.");
  }

  @Test
  void content_of_variables_and_files_never_becomes_structure() throws IOException {
    secret("evil", "x\n  retries: 9\n${A}".getBytes(StandardCharsets.UTF_8), "rw-------");
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            """
            llm:
              providers: [{type: echo, prefix: "${file:evil}"}, {type: ollama, model: "${V}"}]
            """);
    EngineConfig config = fixture.resolve("A", "a", "V", "{b: c}");
    assertThat(ConfigFixture.settings(config, "echo").string("prefix"))
        .isEqualTo("x\n  retries: 9\n${A}");
    assertThat(ConfigFixture.settings(config, "ollama").string("model")).isEqualTo("{b: c}");
  }
}
