package org.jackfield.plugin.llamacpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the fixtures of this module. */
public final class Fixtures {
  private static final JsonMapper JSON = new JsonMapper();

  private Fixtures() {}

  /** A JSON fixture. */
  public static JsonNode json(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
      return JSON.readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A fixture as a file. */
  public static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A list of ids. */
  public static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.get(i).asInt();
    }
    return ids;
  }

  /** A tiny model with random weights, small enough to be a fixture. */
  public static Path tinyModel() {
    return file("tiny-llama.gguf");
  }
}
