package org.jackfield.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jackfield.spi.SpiVersion;

/** What is running. */
final class Version {
  private Version() {}

  /** Program, plugin interface and Java in one line. */
  static String line() {
    return "jackfield "
        + number()
        + " (plugin API "
        + SpiVersion.current()
        + ", Java "
        + System.getProperty("java.version")
        + ")";
  }

  private static String number() {
    try (InputStream resource = Version.class.getResourceAsStream("version")) {
      if (resource == null) {
        throw new IllegalStateException("The build left no version beside " + Version.class);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("The version cannot be read.", e);
    }
  }
}
