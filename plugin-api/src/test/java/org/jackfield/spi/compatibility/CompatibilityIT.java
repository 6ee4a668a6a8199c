package org.jackfield.spi.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jackfield.spi.SpiVersion;
import org.junit.jupiter.api.Test;

/** Holds the jar of this build against the one that plugins were built with. */
class CompatibilityIT {
  private static final Path BUILT = Path.of(System.getProperty("jackfield.spi.jar"));
  private static final Path BASELINE = Path.of(System.getProperty("jackfield.spi.baseline"));
  private static final boolean RENEW = "renew".equals(System.getProperty("baseline"));
  private static final String HOW_TO_RENEW = "mvn verify -pl plugin-api -Dbaseline=renew";

  @Test
  void a_plugin_of_this_version_that_was_built_before_still_works() throws Exception {
    String before = version(BASELINE);
    String now = version(BUILT);
    boolean sameLine = line(before).equals(line(now));
    if (sameLine) {
      List<String> changes = IncompatibleChanges.between(BASELINE, BUILT);
      assertThat(changes)
          .as(
              """
              Plugins that were built for the interface %s break with what it is now. Find a way that \
              keeps what they use: a method beside the old one, a component with a default in the \
              factories. Else raise the version to %s.0 in SpiVersion.current(), in every pom.xml and in \
              plugin.requires, and make the jar of this build the baseline: %s"""
                  .formatted(before, nextLine(now), HOW_TO_RENEW))
          .isEmpty();
    }
    if (RENEW) {
      Files.copy(BUILT, BASELINE, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    assertThat(sameLine)
        .as(
            "The interface is %s and its baseline still %s. Renew it: %s",
            now, before, HOW_TO_RENEW)
        .isTrue();
  }

  private static String version(Path jar) throws IOException, ReflectiveOperationException {
    try (var loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      return (String)
          loader.loadClass(SpiVersion.class.getName()).getMethod("current").invoke(null);
    }
  }

  /** What may not break: 0.1 before the first stable version, 1 after it. */
  private static String line(String version) {
    String[] numbers = version.split("\\.");
    return numbers[0].equals("0") ? "0." + numbers[1] : numbers[0];
  }

  private static String nextLine(String version) {
    String line = line(version);
    int last = line.lastIndexOf('.') + 1;
    return line.substring(0, last) + (Integer.parseInt(line.substring(last)) + 1);
  }
}
