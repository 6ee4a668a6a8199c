package org.jackfield.plugin.gemini;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files of the test's resources; where each comes from is told beside it. */
final class Fixture {
  private Fixture() {}

  static byte[] bytes(String path) {
    try (InputStream file = Fixture.class.getResourceAsStream("/" + path)) {
      if (file == null) {
        throw new IllegalArgumentException("There is no file " + path + ".");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
