package org.jackfield.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.engine.config.yaml.YamlNode;

/** The contents of the files that {@code ${file:PATH}} names, read once. */
final class SecretFiles {
  private static final int MAX_BYTES = 64 * 1024;

  private final Map<String, Path> folders;
  private final Map<Path, Content> contents = new LinkedHashMap<>();

  private SecretFiles(Map<String, Path> folders) {
    this.folders = Map.copyOf(folders);
  }

  /**
   * A file's content, or why there is none.
   *
   * @param text the content without its last line ends; empty when there is none
   * @param refusal why there is none; empty when there is
   * @param readableByAll whether every user of the machine may read it
   */
  record Content(String text, String refusal, boolean readableByAll) {
    static Content refused(String why) {
      return new Content("", why, false);
    }

    @Override
    public String toString() {
      return "Content[" + text.length() + " characters, " + refusal + "]";
    }
  }

  /** Reads what the tree's values name; paths are relative to the folder of the naming file. */
  static SecretFiles read(YamlNode tree, Map<String, Path> folders) {
    SecretFiles files = new SecretFiles(folders);
    files.collect(tree);
    return files;
  }

  private void collect(YamlNode node) {
    switch (node) {
      case YamlNode.Scalar scalar -> {
        if (scalar.text().contains("${file:")) {
          for (Placeholders.Part part : Placeholders.parse(scalar.text())) {
            if (part instanceof Placeholders.Part.Content content) {
              path(scalar.location().file(), content.path())
                  .ifPresent(path -> contents.computeIfAbsent(path, SecretFiles::content));
            }
          }
        }
      }
      case YamlNode.Sequence sequence -> sequence.items().forEach(this::collect);
      case YamlNode.Mapping mapping -> mapping.entries().forEach(entry -> collect(entry.value()));
    }
  }

  /** The content of a file that was named in that configuration file. */
  Content find(String namedIn, String path) {
    return path(namedIn, path)
        .map(contents::get)
        .orElse(Content.refused("is not a path on this system"));
  }

  /** The files, there or not. */
  List<Path> paths() {
    return List.copyOf(contents.keySet());
  }

  private Optional<Path> path(String namedIn, String path) {
    try {
      Path folder = folders.get(namedIn);
      return folder == null ? Optional.empty() : Optional.of(folder.resolve(path).normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Content content(Path path) {
    try {
      if (!Files.exists(path)) {
        return Content.refused("is not there");
      }
      if (!Files.isRegularFile(path)) {
        return Content.refused("is not a file");
      }
      Set<PosixFilePermission> mode =
          FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
              ? Files.getPosixFilePermissions(path)
              : Set.of();
      if (mode.contains(PosixFilePermission.OTHERS_WRITE)) {
        return Content.refused("may be written by every user of this machine (chmod o-w it)");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          return Content.refused("has more than " + MAX_BYTES + " bytes");
        }
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return new Content(trimmed(text), "", mode.contains(PosixFilePermission.OTHERS_READ));
      }
    } catch (CharacterCodingException e) {
      return Content.refused("is not UTF-8 text");
    } catch (IOException e) {
      return Content.refused("cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }
}
