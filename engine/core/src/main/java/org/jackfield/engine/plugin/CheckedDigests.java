package org.jackfield.engine.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Remembers by SHA-256, across processes, whose content was inflated and found to be what it
 * declares, so that a start does not inflate megabytes again. All other checks are made each time.
 * Thread-safe. It lies in the user's own cache folder; a folder that cannot be written costs time
 * and nothing else.
 */
final class CheckedDigests {
  private static final System.Logger LOG = System.getLogger(CheckedDigests.class.getName());
  private final Path folder;

  CheckedDigests(Path folder) {
    this.folder = folder;
  }

  /** Whether the archive of that digest passed before. */
  boolean contains(String sha256) {
    return Files.exists(folder.resolve(sha256));
  }

  /** Notes that the archive of that digest passed. */
  void remember(String sha256) {
    try {
      if (!contains(sha256)) {
        Files.createDirectories(folder);
        Files.write(folder.resolve(sha256), new byte[0]);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not remembered: " + sha256, e);
    }
  }
}
