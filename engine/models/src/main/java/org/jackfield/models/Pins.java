package org.jackfield.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.models.fetch.DiskFailure;
import org.jackfield.models.fetch.Pull;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pins of this user, in one JSON file of the data folder: {@code {"version": 1, "files":
 * {"mistral-7b/…gguf": {"sha256": …, "bytes": …, "source": …, "revision": …}}}}. Read on each use,
 * written whole under a lock: several processes may share it. Thread-safe.
 */
final class Pins {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path file;

  Pins(Path file) {
    this.file = file;
  }

  /** The pin of that file. */
  Optional<Pin> find(String key) throws IOException {
    return Optional.ofNullable(read().get(key));
  }

  /** Notes a pin, in place of an older one. */
  void put(String key, Pin pin, Pull pull) {
    try {
      Files.createDirectories(folder());
      try (ArtifactLock _ = ArtifactLock.acquire(file.resolveSibling(name() + ".lock"), pull)) {
        Map<String, Pin> pins = read();
        pins.put(key, pin);
        write(pins);
      }
    } catch (IOException e) {
      throw new BackendException(
              ErrorCode.UNAVAILABLE, "The file of pinned digests cannot be written.", e)
          .withHint(
              "It is "
                  + file
                  + ": "
                  + DiskFailure.reason(e)
                  + ". Make its folder writable for this user, or set JACKFIELD_DATA to another"
                  + " one.");
    }
  }

  private Path folder() {
    return file.toAbsolutePath().resolveSibling("");
  }

  private String name() {
    return String.valueOf(file.getFileName());
  }

  private Map<String, Pin> read() throws IOException {
    Map<String, Pin> pins = new TreeMap<>();
    if (!Files.isRegularFile(file)) {
      return pins;
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (root.path("version").asInt(0) != 1) {
        throw unreadable("it is not of version 1", null);
      }
      for (Map.Entry<String, JsonNode> each : root.path("files").properties()) {
        JsonNode pin = each.getValue();
        String sha256 = pin.path("sha256").asString("");
        if (!sha256.matches("[0-9a-f]{64}")) {
          throw unreadable("the digest of " + each.getKey() + " is not a SHA-256", null);
        }
        pins.put(
            each.getKey(),
            new Pin(
                sha256,
                pin.path("bytes").asLong(0),
                pin.path("source").asString(""),
                Optional.of(pin.path("revision").asString("")).filter(text -> !text.isEmpty())));
      }
      return pins;
    } catch (JacksonException e) {
      throw unreadable(e.getOriginalMessage(), e);
    }
  }

  private BackendException unreadable(String why, @Nullable Throwable e) {
    return new BackendException(
            ErrorCode.UNAVAILABLE, "The file of pinned digests cannot be read: " + why + ".", e)
        .withHint(
            "It is "
                + file
                + ". Restore it, or delete it: then the next pull of each model trusts its source"
                + " anew.");
  }

  private void write(Map<String, Pin> pins) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", 1);
    ObjectNode files = root.putObject("files");
    pins.forEach(
        (key, pin) -> {
          ObjectNode node = files.putObject(key);
          node.put("sha256", pin.sha256());
          node.put("bytes", pin.bytes());
          node.put("source", pin.source());
          pin.revision().ifPresent(revision -> node.put("revision", revision));
        });
    Path beside = file.resolveSibling(name() + ".new");
    Files.write(beside, JSON.writeValueAsBytes(root));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
