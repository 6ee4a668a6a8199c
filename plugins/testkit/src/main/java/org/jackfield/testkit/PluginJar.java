package org.jackfield.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A built plugin jar: where it lies, what its manifest says, what is in it. Immutable.
 *
 * @param path where it lies
 * @param id its {@code Plugin-Id}; empty when it has none
 * @param version its {@code Plugin-Version}; empty when it has none
 * @param requires its {@code Plugin-Requires}, the range of SPI versions; empty when it has none
 * @param types its {@code Backend-Types}
 * @param entries the names of its entries
 */
public record PluginJar(
    Path path,
    String id,
    String version,
    String requires,
    List<String> types,
    List<String> entries) {
  /** The system property that names the jar under test. */
  public static final String PROPERTY = "jackfield.plugin.jar";

  /** Copies its lists. */
  public PluginJar {
    types = List.copyOf(types);
    entries = List.copyOf(entries);
  }

  /** The jar under test: the one that the build has just packaged. */
  public static PluginJar underTest() {
    String path = System.getProperty(PROPERTY);
    if (path == null) {
      throw new AssertionError(
          "The system property "
              + PROPERTY
              + " does not name the jar under test. Run the test by maven-failsafe-plugin in the"
              + " phase integration-test, as the plugins' parent pom sets it up.");
    }
    return read(Path.of(path));
  }

  /** That jar. */
  public static PluginJar read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new AssertionError("There is no plugin jar at " + path + ". Run mvn package first.");
    }
    try (JarFile jar = new JarFile(path.toFile())) {
      Attributes main =
          jar.getManifest() == null ? new Attributes() : jar.getManifest().getMainAttributes();
      String types = value(main, "Backend-Types");
      return new PluginJar(
          path,
          value(main, "Plugin-Id"),
          value(main, "Plugin-Version"),
          value(main, "Plugin-Requires"),
          types.isEmpty() ? List.of() : List.of(types.split("\\s*,\\s*")),
          jar.stream().map(entry -> entry.getName()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  private static String value(Attributes attributes, String name) {
    return Optional.ofNullable(attributes.getValue(name)).map(String::strip).orElse("");
  }
}
