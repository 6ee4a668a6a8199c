package org.jackfield.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bill of materials tells of every jar what it is, and each plugin keeps the licences. */
class SbomIT {
  private static final Path CLONE = Path.of(System.getProperty("jackfield.clone"));

  private static final Path BILL = Launched.HOME.resolve("sbom.json");

  private final Map<String, Path> jarsByDigest = new TreeMap<>();
  private JsonNode bill = JsonMapper.shared().nullNode();

  /**
   * What the bill may name: the distribution's jars, and our own that are only inside of others.
   */
  @BeforeEach
  void finds_bill_and_jars() throws Exception {
    assertThat(BILL).as("made by a build that is not offline (mvn without -o)").exists();
    bill = JsonMapper.shared().readTree(BILL.toFile());
    List<Path> folders = new ArrayList<>();
    folders.add(Launched.HOME.resolve("lib"));
    folders.add(Launched.HOME.resolve("plugins"));
    try (Stream<Path> modules = Files.list(CLONE.resolve("plugins"))) {
      modules
          .map(module -> module.resolve("target"))
          .filter(Files::isDirectory)
          .forEach(folders::add);
    }
    for (Path folder : folders) {
      for (Path jar : jarsIn(folder)) {
        jarsByDigest.put(digest(jar), jar);
      }
    }
  }

  @Test
  void it_names_every_jar_of_the_distribution_by_its_digest_and_no_other() throws Exception {
    List<String> shipped = new ArrayList<>();
    for (String folder : List.of("lib", "plugins")) {
      for (Path jar : jarsIn(Launched.HOME.resolve(folder))) {
        shipped.add(digest(jar));
      }
    }
    assertThat(bill.get("components").valueStream().map(SbomIT::digest))
        .containsExactlyInAnyOrderElementsOf(shipped);
  }

  @Test
  void everything_in_it_has_a_version_and_a_licence() {
    assertThat(bill.findParents("purl"))
        .allSatisfy(
            component -> {
              assertThat(component.path("version").stringValue("")).isNotBlank();
              assertThat(component.path("licenses")).isNotEmpty();
            });
  }

  @Test
  void it_names_every_library_inside_of_a_plugin() throws Exception {
    for (JsonNode plugin : plugins()) {
      List<String> named = new ArrayList<>();
      for (Path library : librariesOf(plugin)) {
        named.addAll(entriesOf(library));
      }
      assertThat(entriesOf(jarOf(plugin)))
          .filteredOn(entry -> entry.endsWith(".class"))
          .filteredOn(entry -> !entry.startsWith("org/jackfield/plugin/"))
          .isNotEmpty()
          .isSubsetOf(named);
    }
  }

  @Test
  void a_plugin_keeps_the_licences_and_notices_of_what_is_inside() throws Exception {
    for (JsonNode plugin : plugins()) {
      Path jar = jarOf(plugin);
      assertThat(text(jar, "META-INF/LICENSE"))
          .isEqualTo(Files.readString(CLONE.resolve("LICENSE")));
      for (Path library : librariesOf(plugin)) {
        for (String entry : entriesOf(library)) {
          if (entry.equals("META-INF/NOTICE")) {
            assertThat(text(jar, entry)).contains(text(library, entry).strip());
          } else if (entry.endsWith("-LICENSE")) {
            assertThat(text(jar, entry)).isEqualTo(text(library, entry));
          }
        }
      }
    }
  }

  private List<JsonNode> plugins() {
    List<JsonNode> plugins =
        bill.get("components").valueStream().filter(part -> part.has("components")).toList();
    assertThat(plugins).extracting(part -> part.get("name").stringValue()).hasSize(9);
    return plugins;
  }

  private List<Path> librariesOf(JsonNode plugin) {
    return plugin.get("components").valueStream().map(this::jarOf).toList();
  }

  private Path jarOf(JsonNode component) {
    return Optional.ofNullable(jarsByDigest.get(digest(component)))
        .orElseThrow(() -> new AssertionError("No jar has the digest of " + component.get("purl")));
  }

  private static String digest(JsonNode component) {
    return component
        .get("hashes")
        .valueStream()
        .filter(hash -> hash.get("alg").stringValue().equals("SHA-256"))
        .findFirst()
        .orElseThrow()
        .get("content")
        .stringValue();
  }

  private static String digest(Path jar) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static List<String> entriesOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }

  private static String text(Path jar, String entry) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      ZipEntry found = file.getEntry(entry);
      assertThat(found).as("%s in %s", entry, jar).isNotNull();
      return new String(file.getInputStream(found).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
