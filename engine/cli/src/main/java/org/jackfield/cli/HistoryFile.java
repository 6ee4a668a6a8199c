package org.jackfield.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;

/** What was typed in conversations, kept in the user's data folder for nobody else to read. */
final class HistoryFile {
  private HistoryFile() {}

  /** That file, there and writable; empty when it cannot be. */
  static Optional<Path> ready(Environment environment) {
    Path file = Folders.ofUser(environment, Path.of("")).data().resolve("history");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
      }
      return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
