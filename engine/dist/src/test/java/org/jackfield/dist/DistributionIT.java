package org.jackfield.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class DistributionIT {
  private static final int MEGABYTES = 5;

  @TempDir Path folder;

  private Launched launched() throws IOException {
    return new Launched(folder).echo();
  }

  private static String hanging(int port) {
    return "llm:\n  providers:\n    - type: openai\n      api_key: none\n      endpoint:"
        + " http://127.0.0.1:"
        + port
        + "/v1\n      model: some\n";
  }

  @Test
  void the_version_is_one_line() throws Exception {
    Launched.Result result = launched().jackfield("--version");
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("jackfield " + version()).hasLineCount(1);
    assertThat(result.err()).isEmpty();
  }

  private static String version() throws IOException {
    return Files.readString(Launched.HOME.resolve("version")).strip();
  }

  @Test
  void the_answer_is_on_standard_output_and_all_else_on_standard_error() throws Exception {
    Launched.Result result = launched().jackfield("chat", "Hello there");
    assertThat(result.err()).startsWith("echo").hasLineCount(1);
    assertThat(result.out()).contains("Hello there").endsWith("\n");
    assertThat(result.code()).isZero();
  }

  @Test
  void an_ollama_that_is_not_there_is_told_how_to_start() throws Exception {
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      closed = server.getLocalPort();
    }
    Launched.Result result =
        new Launched(folder)
            .config("llm:\n  providers:\n    - type: ollama\n    - type: echo\n")
            .variable("OLLAMA_BASE_URL", "http://localhost:" + closed)
            .jackfield("chat", "Hello");
    assertThat(result.err())
        .containsPattern(
            "(?m)^ollama: Ollama server not found at localhost:"
                + closed
                + "\\. Start it with: ollama serve.*trying echo");
    assertThat(result.code()).isZero();
  }

  @Test
  void every_plugin_of_the_distribution_serves() throws Exception {
    Launched.Result result = launched().jackfield("plugins", "list");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains(
            "azure-openai",
            "claude",
            "echo",
            "gemini",
            "huggingface",
            "llamacpp",
            "ollama",
            "openai",
            "vllm")
        .doesNotContain("quarantined");
  }

  @Test
  void the_plugins_that_it_was_built_with_are_listed_with_their_digests() throws Exception {
    List<String> list = Files.readAllLines(Launched.HOME.resolve("lib/plugins.sha256"));
    assertThat(list).hasSize(9);
    for (String line : list) {
      String[] parts = line.split("  ");
      byte[] jar = Files.readAllBytes(Launched.HOME.resolve(parts[1]));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(jar);
      assertThat(HexFormat.of().formatHex(digest)).as(parts[1]).isEqualTo(parts[0]);
    }
    List<String> plugins =
        launched().jackfield("plugins", "list").out().lines().skip(1).limit(list.size()).toList();
    assertThat(plugins).allMatch(plugin -> plugin.contains(" shipped "));
  }

  @Test
  void only_the_local_backend_reaches_beyond_itself_and_that_by_the_list() throws Exception {
    for (String type :
        List.of(
            "azure-openai",
            "claude",
            "echo",
            "gemini",
            "huggingface",
            "ollama",
            "openai",
            "vllm")) {
      assertThat(launched().jackfield("plugins", "describe", type).out())
          .contains("exits     no\n")
          .contains("native    no\n");
    }
    assertThat(launched().jackfield("plugins", "describe", "llamacpp").out())
        .contains("exits     no\n")
        .containsPattern(
            "native    yes \\(.*Linker\\.nativeLinker in .*\\), allowed by the list of the"
                + " distribution\n");
  }

  @Test
  void a_local_backend_that_is_not_the_one_it_was_built_with_is_refused() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    for (String part : List.of("bin", "lib", "config", "version")) {
      Files.createSymbolicLink(home.resolve(part), Launched.HOME.resolve(part));
    }
    Path plugins = Files.createDirectory(home.resolve("plugins"));
    try (Stream<Path> jars = Files.list(Launched.HOME.resolve("plugins"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, plugins.resolve(jar.getFileName().toString()));
      }
    }
    Path changed = jar(plugins, "llamacpp");
    try (FileSystem zip = FileSystems.newFileSystem(changed)) {
      Files.writeString(zip.getPath("one-more-file"), "");
    }
    Launched launched =
        new Launched(folder)
            .config("llm:\n  providers:\n    - type: llamacpp\n    - type: echo\n")
            .variable("JACKFIELD_HOME", home.toString());

    Launched.Result list = launched.jackfield("plugins", "list");

    assertThat(list.out())
        .containsPattern("(?m)^echo .* shipped .* ready ")
        .containsPattern("(?m)^llamacpp .* unsigned .* quarantined ")
        .containsPattern(
            "(?m)^plugin llamacpp is quarantined: Its classes run native code in this process"
                + " \\(.*add under plugins.allow: llamacpp: [0-9a-f]{64}$");
    assertThat(launched.jackfield("chat", "Are you there?").out()).contains("Are you there?");
  }

  private static Path jar(Path plugins, String name) throws IOException {
    try (Stream<Path> jars = Files.list(plugins)) {
      return jars.filter(jar -> jar.toString().contains(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void nothing_that_a_plugin_brings_is_among_the_engine_s_own_jars() throws IOException {
    try (Stream<Path> jars = Files.list(Launched.HOME.resolve("lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .noneMatch(name -> name.startsWith("jackfield-plugin-") && !name.contains("plugin-api"))
          .noneMatch(name -> name.startsWith("junit") || name.startsWith("assertj"));
    }
  }

  @Test
  void it_runs_through_a_link_from_any_folder() throws Exception {
    Launched launched = launched();
    Path link = Files.createDirectories(folder.resolve("my bin")).resolve("jf");
    Files.createSymbolicLink(link, Launched.LAUNCHER);
    Path second = folder.resolve("second");
    Files.createSymbolicLink(second, Path.of("my bin/jf"));
    assertThat(launched.run(List.of(second.toString(), "--version")).out())
        .startsWith("jackfield ");
    launched.variable("PATH", folder.resolve("my bin") + ":" + System.getenv("PATH"));
    assertThat(launched.shell("jf --version").out()).startsWith("jackfield ");
  }

  @Test
  void what_was_unzipped_elsewhere_runs() throws Exception {
    Path elsewhere = folder.resolve("else where");
    Launched launched = launched();
    Path jar = Path.of(System.getProperty("java.home"), "bin", "jar");
    Files.createDirectories(elsewhere);
    Path zip = Launched.HOME.resolveSibling("jackfield.zip");
    assertThat(
            launched
                .shell(
                    "cd 'else where' && '" + jar + "' xf '" + zip + "' && chmod +x bin/jackfield")
                .err())
        .isEmpty();
    Launched.Result result =
        launched.run(List.of(elsewhere.resolve("bin/jackfield").toString(), "chat", "Hi"));
    assertThat(result.out()).contains("Hi");
    assertThat(result.code()).isZero();
    String jackfield = elsewhere.resolve("bin/jackfield").toString();
    assertThat(launched.run(List.of(jackfield, "plugins", "describe", "llamacpp")).out())
        .contains("signature shipped\n");
  }

  @Test
  void a_reader_that_has_enough_ends_it_quietly() throws Exception {
    Launched launched = launched().input("first line\n" + "x".repeat(MEGABYTES * 1_000_000));
    Launched.Result result = launched.shell("{ $J chat; echo $? >code; } | head -n 1");
    assertThat(result.out()).contains("first line");
    assertThat(result.err()).doesNotContain("jackfield:").doesNotContain("Exception");
    assertThat(Files.readString(folder.resolve("code"))).isEqualTo("0\n");
  }

  @Test
  void five_megabytes_come_through_byte_for_byte() throws Exception {
    String text = "é日😀\033[31m\t".repeat(MEGABYTES * 1_000_000 / 15);
    Launched.Result result = launched().input(text).jackfield("chat");
    assertThat(result.code()).isZero();
    assertThat(result.out().contains(text)).isTrue();
  }

  @Test
  void a_disk_that_is_full_is_an_error() throws Exception {
    Launched.Result result = launched().shell("$J chat Hello >/dev/full");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("jackfield: cannot write to standard output");
  }

  @Test
  void closed_streams_stop_nothing() throws Exception {
    assertThat(launched().shell("$J chat Hello <&-").out()).contains("Hello");
    assertThat(launched().shell("$J chat Hello >&-").code()).isZero();
    assertThat(launched().shell("$J chat Hello 2>&-").out()).contains("Hello");
  }

  @Test
  void a_prompt_beyond_ascii_arrives_whatever_the_locale() throws Exception {
    for (String locale : new String[] {"C", "POSIX", "", "C.UTF-8"}) {
      Launched launched = launched().variable("LC_ALL", locale).without("LANG");
      assertThat(launched.jackfield("chat", "Grüße 日本").out()).contains("Grüße 日本");
    }
    assertThat(launched().without("LC_ALL").jackfield("chat", "Grüße 日本").out())
        .contains("Grüße 日本");
  }

  @Test
  void ctrl_c_ends_a_call_that_hangs_and_closes_its_connection() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Launched launched = new Launched(folder).config(hanging(server.getLocalPort()));
      Process process = launched.start(List.of(Launched.LAUNCHER.toString(), "chat", "Hello"));
      try (Socket call = server.accept()) {
        assertThat(call.getInputStream().read()).isEqualTo('P');
        signal(process, "INT");
        assertThat(process.waitFor()).isEqualTo(130);
        while (call.getInputStream().read() >= 0) {
          // The rest of the request, then its end: the connection was closed.
        }
      }
      assertThat(Files.readString(launched.out())).isEmpty();
      assertThat(Files.readString(launched.err())).doesNotContain("Exception");
    }
  }

  @Test
  void a_server_that_is_told_to_end_ends_well() throws Exception {
    Launched launched = launched();
    Process process = launched.start(List.of(Launched.LAUNCHER.toString(), "serve", "--port", "0"));
    while (!Files.readString(launched.out(), StandardCharsets.UTF_8)
        .contains("Listening on http")) {
      assertThat(process.isAlive()).as(Files.readString(launched.err())).isTrue();
      Thread.onSpinWait();
    }
    signal(process, "TERM");
    assertThat(process.waitFor()).isZero();
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }
}
