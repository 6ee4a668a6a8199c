package org.jackfield.engine.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives made to do harm are refused before anything of them is unpacked or loaded. */
final class ArchiveAttackTest {
  private static final byte[] SOME = "some content".getBytes(UTF_8);

  private static final byte[] ELSEWHERE =
      "Manifest-Version: 1.0\r\nClass-Path: ../elsewhere.jar\r\n".getBytes(UTF_8);

  @TempDir private Path temp;

  private String reason(String name, byte[] archive) throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    Files.write(plugins.resolve(name), archive);
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      PluginInfo info = registry.plugins().getFirst();
      assertThat(info.types()).as("known from the manifest").containsExactly("bad");
      assertThat(registry.types()).isEmpty();
      assertThat(host.loaded()).isEmpty();
      return info.reason().orElse("loaded");
    }
  }

  private static Map<String, byte[]> files() {
    return PluginJarBuilder.plugin("bad", "bad").files();
  }

  private static Arguments attack(String what, String reason, Consumer<ZipBytes> change) {
    return Arguments.of(what, reason, change);
  }

  static Stream<Arguments> attacks() {
    return Stream.concat(
        Stream.of(
                "../evil.class",
                "a/../../evil.class",
                "/etc/evil",
                "C:/evil",
                "C:evil",
                "..\\evil",
                "../plugins-evil/x",
                "a/./b",
                "..")
            .map(
                name ->
                    attack(
                        "the name " + name,
                        "The archive has an entry named '"
                            + name
                            + "', which points outside of it. Nothing was unpacked.",
                        zip -> zip.deflated(name, SOME))),
        Stream.of(
            attack(
                "a second manifest in lower case",
                "The archive has an entry named 'meta-inf/manifest.mf', which Java takes for the"
                    + " manifest; that must be named META-INF/MANIFEST.MF.",
                zip -> zip.deflated("meta-inf/manifest.mf", ELSEWHERE)),
            attack(
                "a second manifest in mixed case",
                "The archive has an entry named 'META-INF/Manifest.mf', which Java takes for the"
                    + " manifest; that must be named META-INF/MANIFEST.MF.",
                zip -> zip.deflated("META-INF/Manifest.mf", ELSEWHERE)),
            attack(
                "a name with a line break",
                "The archive has an entry with the unusable name 'a\\u000ab'.",
                zip -> zip.deflated("a\nb", SOME)),
            attack(
                "an empty name",
                "The archive has an entry with the unusable name ''.",
                zip -> zip.deflated("", SOME)),
            attack(
                "an empty segment",
                "The archive has an entry with the unusable name 'a//b'.",
                zip -> zip.deflated("a//b", SOME)),
            attack(
                "a long name",
                "The archive has an entry with a name of 513 characters; 512 are allowed.",
                zip -> zip.deflated("x".repeat(513), SOME)),
            attack(
                "a symbolic link",
                "The entry 'link' is a symbolic link or another special file.",
                zip -> zip.stored("link", "/etc/passwd".getBytes(UTF_8)).unixMode = 0120777),
            attack(
                "a device",
                "The entry 'device' is a symbolic link or another special file.",
                zip -> zip.stored("device", new byte[0]).unixMode = 0020666),
            attack(
                "a duplicate",
                "The archive has two entries named 'twice'.",
                zip -> {
                  zip.deflated("twice", SOME);
                  zip.deflated("twice", SOME);
                }),
            attack(
                "a file and a folder of one name",
                "The archive has two entries named 'twice'.",
                zip -> {
                  zip.deflated("twice", SOME);
                  zip.stored("twice/", new byte[0]);
                }),
            attack(
                "an encrypted entry",
                "The entry 'secret' is encrypted.",
                zip -> zip.deflated("secret", SOME).flags = 1),
            attack(
                "a strange method",
                "The entry 'strange' is compressed by method 14, which Java cannot read.",
                zip -> zip.deflated("strange", SOME).method = 14),
            attack(
                "more entries than allowed",
                "The archive has more than 10000 entries.",
                zip -> {
                  for (int i = 0; i < 10_001; i++) {
                    zip.stored("file" + i, new byte[0]);
                  }
                }),
            attack(
                "a bomb",
                "The entry 'bomb' grows more than 100-fold when inflated, as a zip bomb does.",
                zip -> zip.deflated("bomb", new byte[4 << 20])),
            attack(
                "many small bombs",
                "The archive grows more than 100-fold when inflated, as a zip bomb does.",
                zip -> {
                  for (int i = 0; i < 40; i++) {
                    zip.deflated("bomb" + i, new byte[1 << 19]);
                  }
                }),
            attack(
                "a total beyond the limit",
                "The archive grows to more than 512 MiB.",
                zip -> {
                  for (int i = 0; i < 600; i++) {
                    ZipBytes.Entry entry = zip.stored("big" + i, new byte[1 << 14]);
                    entry.method = 8;
                    entry.bytes = 1 << 20;
                  }
                }),
            attack(
                "an entry that hides its size",
                "The entry 'hidden' holds more than the 10 bytes it declares.",
                zip -> zip.deflated("hidden", new byte[4 << 20]).bytes = 10),
            attack(
                "an entry that exaggerates",
                "The entry 'short' holds 12 of the 13 bytes it declares.",
                zip -> zip.deflated("short", SOME).bytes = 13),
            attack(
                "a damaged entry",
                "The entry 'damaged' is damaged: its checksum differs.",
                zip -> zip.deflated("damaged", SOME).crc ^= 1),
            attack(
                "bytes that are not deflated",
                "The entry 'noise' cannot be inflated.",
                zip -> {
                  ZipBytes.Entry entry = zip.stored("noise", new byte[] {-1, -1, -1, -1});
                  entry.method = 8;
                }),
            attack(
                "an entry cut short",
                "The entry 'cut' is cut short.",
                zip -> {
                  ZipBytes.Entry entry = zip.deflated("cut", SOME);
                  entry.content = Arrays.copyOf(entry.content, 4);
                  entry.compressedBytes = 4;
                }),
            attack(
                "a stored entry of two sizes",
                "The entry 'stored' declares sizes that contradict each other.",
                zip -> zip.stored("stored", SOME).bytes = 5),
            attack(
                "a folder with content",
                "The entry 'folder/' declares sizes that contradict each other.",
                zip -> zip.deflated("folder/", SOME)),
            attack(
                "entries that share their bytes",
                "The entry 'shared' shares its bytes with another one.",
                zip -> {
                  ZipBytes.Entry first = zip.deflated("shared", SOME);
                  zip.deflated("shared2", SOME).sharing = first;
                  zip.deflated("last", SOME);
                }),
            attack(
                "headers that name two files",
                "The file is not a sound zip archive: the entry 'seen' has two headers that differ.",
                zip -> zip.deflated("seen", SOME).localName = "real".getBytes(UTF_8)),
            attack(
                "a content that ends beyond the archive",
                "The file is not a sound zip archive: the entry 'far' ends beyond its archive.",
                zip -> zip.deflated("far", SOME).compressedBytes = 1 << 19)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void a_jar_with(String what, String reason, Consumer<ZipBytes> change) throws IOException {
    ZipBytes zip = ZipBytes.of(files());
    change.accept(zip);
    String found = reason("bad.jar", zip.bytes());
    // Of two entries that share bytes, either may be named.
    assertThat(found.replace("shared2", "shared")).as(what).isEqualTo(reason);
    assertThat(leftovers()).as("nothing is left of it").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void a_zip_whose_library_has(String what, String reason, Consumer<ZipBytes> change)
      throws IOException {
    ZipBytes library = ZipBytes.of(Map.of("lib/Some.class", SOME));
    change.accept(library);
    Map<String, byte[]> files = new LinkedHashMap<>(files());
    byte[] manifest = files.remove("META-INF/MANIFEST.MF");
    ZipBytes zip = new ZipBytes();
    zip.deflated("META-INF/MANIFEST.MF", manifest == null ? SOME : manifest);
    zip.stored("lib/plugin.jar", PluginJarBuilder.zip(files));
    zip.stored("lib/zz.jar", library.bytes());
    String found = reason("bad.zip", zip.bytes());
    assertThat(found.replace("shared2", "shared")).as(what).isEqualTo(reason);
    assertThat(leftovers()).as("nothing is left of it").isEmpty();
  }

  @Test
  void a_nested_bomb_counts_towards_the_limits_of_the_whole() throws IOException {
    Map<String, byte[]> zip = new LinkedHashMap<>();
    zip.put("lib/plugin.jar", PluginJarBuilder.plugin("bad", "bad").bytes());
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 3_000; i++) {
      many.put("Class" + i + ".class", new byte[0]);
    }
    for (int i = 0; i < 4; i++) {
      zip.put("lib/many" + i + ".jar", PluginJarBuilder.zip(many));
    }
    Path plugins = Files.createTempDirectory(temp, "plugins");
    Files.write(plugins.resolve("bad.zip"), PluginJarBuilder.zip(zip));
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      assertThat(registry.plugins().getFirst().reason())
          .contains("The archive has more than 10000 entries.");
    }
  }

  @Test
  void a_zip_without_libraries_or_with_two_plugins() throws IOException {
    assertThat(reason("bad.zip", PluginJarBuilder.plugin("bad", "bad").bytes()))
        .isEqualTo("The zip has no jar in its lib/ folder.");
    byte[] two =
        PluginJarBuilder.zip(
            Map.of(
                "lib/a.jar", PluginJarBuilder.plugin("bad", "bad").bytes(),
                "lib/b.jar", PluginJarBuilder.plugin("worse", "bad").bytes()));
    assertThat(reason("bad.zip", two))
        .isEqualTo("Two jars in its lib/ folder are plugins; one of them may name a Plugin-Id.");
  }

  @Test
  void a_jar_whose_one_manifest_is_in_another_case() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>(files());
    byte[] manifest = files.remove("META-INF/MANIFEST.MF");
    files.put("meta-inf/MANIFEST.MF", manifest == null ? SOME : manifest);
    Path plugins = Files.createTempDirectory(temp, "plugins");
    Files.write(plugins.resolve("bad.jar"), PluginJarBuilder.zip(files));
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      assertThat(registry.plugins().getFirst().reason())
          .contains(
              "The archive has an entry named 'meta-inf/MANIFEST.MF', which Java takes for the"
                  + " manifest; that must be named META-INF/MANIFEST.MF.");
      assertThat(host.loaded()).isEmpty();
    }
  }

  @Test
  void an_archive_without_a_class() throws IOException {
    Map<String, byte[]> files = files();
    files.keySet().removeIf(name -> name.endsWith(".class"));
    assertThat(reason("bad.jar", PluginJarBuilder.zip(files)))
        .isEqualTo("The archive holds no class.");
  }

  @Test
  void a_verdict_is_remembered_for_good_bytes_only() throws IOException {
    ZipBytes damaged = ZipBytes.of(files());
    damaged.deflated("damaged", SOME).crc ^= 1;
    for (int i = 0; i < 2; i++) {
      assertThat(reason("bad.jar", damaged.bytes())).contains("its checksum differs");
    }
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> tree = Files.walk(temp.resolve("cache"))) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }
}
