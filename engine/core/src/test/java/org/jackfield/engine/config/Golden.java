package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Texts that are written down. {@code -Djackfield.regenerate=true} writes them anew, for a look at
 * the difference.
 */
public final class Golden {
  /** The test resources of this module, as Maven runs the tests. */
  public static final Path RESOURCES = Path.of("src", "test", "resources", "config");

  private Golden() {}

  /** The text is what the file says. */
  public static void assertSame(Path file, String text) {
    try {
      if (Boolean.getBoolean("jackfield.regenerate")) {
        Files.writeString(file, text);
      }
      assertThat(text)
          .as("%s is stale: run this test with -Djackfield.regenerate=true and look at it", file)
          .isEqualTo(Files.exists(file) ? Files.readString(file) : "(no such file)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The YAML files of a folder of the resources. */
  public static List<Path> yamlFiles(String folder) {
    try (var files = Files.list(RESOURCES.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text that belongs to a YAML file. */
  public static Path expected(Path yaml) {
    return Path.of(yaml.toString().replaceAll("\\.yaml$", ".txt"));
  }
}
