package org.jackfield.plugin.llamacpp.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The header of a GGUF file that passed every check. Immutable.
 *
 * @param path the file it was read from
 * @param version of the format, 2 or 3
 * @param metadata by key, in the order of the file
 * @param tensors in the order of the file
 */
public record GgufFile(
    Path path, int version, Map<String, GgufValue> metadata, List<GgufTensor> tensors) {
  /**
   * Reads and checks the header; touches no tensor data and needs memory for the header only,
   * whatever the file claims.
   *
   * @throws GgufException when the file is damaged, cut short or of a kind the native loader must
   *     not see
   * @throws IOException when it cannot be read
   * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF specification</a>
   */
  public static GgufFile read(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      GgufFile file = new GgufReader(path, new GgufCursor(channel)).read();
      GgufModelCheck.check(file);
      return file;
    } catch (GgufException e) {
      throw e.in(path);
    }
  }

  /** The model architecture, such as {@code llama}: the prefix of the architecture's own keys. */
  public String architecture() {
    return text("general.architecture").orElseThrow();
  }

  /** The context length the model was trained for, in tokens. */
  public long contextLength() {
    return whole(architecture() + ".context_length").orElseThrow();
  }

  /** The chat template, in Jinja, when the file brings one. */
  public Optional<String> chatTemplate() {
    return text("tokenizer.chat_template");
  }

  /** A string value. */
  public Optional<String> text(String key) {
    return metadata.get(key) instanceof GgufValue.Text(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A whole number. */
  public OptionalLong whole(String key) {
    return metadata.get(key) instanceof GgufValue.Whole(GgufValueType type, long value)
        ? OptionalLong.of(value)
        : OptionalLong.empty();
  }

  /** A boolean. */
  public Optional<Boolean> flag(String key) {
    return metadata.get(key) instanceof GgufValue.Flag(boolean value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /** An array. */
  public Optional<GgufValue.Array> array(String key) {
    return metadata.get(key) instanceof GgufValue.Array array
        ? Optional.of(array)
        : Optional.empty();
  }
}
