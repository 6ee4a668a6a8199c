package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers across processes which plugin files were hashed, checked and fully inflated, so that a
 * start need not do it again. A file counts as known only while its {@link FileStamp} is the same.
 * Kept in one small file of the user's own cache folder; a file that is missing, damaged or not
 * writable costs time and nothing else. Thread-safe.
 */
final class VerifiedFiles {
  private static final System.Logger LOG = System.getLogger(VerifiedFiles.class.getName());
  private static final int MAX_FILES = 1_000;

  /** To be changed with the checks, so that every file is checked anew. */
  private static final String HEADER = "plugins verified by the rules of 1";

  private record Known(FileStamp stamp, String sha256) {}

  private final Path store;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private volatile boolean changed;

  private VerifiedFiles(Path store) {
    this.store = store;
  }

  /** Those noted in the file. */
  static VerifiedFiles open(Path store) {
    VerifiedFiles files = new VerifiedFiles(store);
    try {
      List<String> lines = Files.readAllLines(store);
      if (!lines.isEmpty() && lines.getFirst().equals(HEADER)) {
        lines.stream().skip(1).limit(MAX_FILES).forEach(files::read);
      }
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.TRACE, "No verified plugins yet in {0}", store);
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not readable: " + store, e);
    }
    return files;
  }

  private void read(String line) {
    String[] parts = line.split(" ", 6);
    try {
      if (parts.length == 6 && parts[0].length() == 64) {
        FileStamp stamp =
            new FileStamp(
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]));
        known.put(parts[5], new Known(stamp, parts[0]));
      }
    } catch (NumberFormatException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not a line of " + store + ": " + line, e);
    }
  }

  /** The SHA-256 of a file with that stamp, when it was verified before. */
  Optional<String> sha256(Path file, FileStamp stamp) {
    Known entry = known.get(file.toString());
    return entry != null && entry.stamp().equals(stamp)
        ? Optional.of(entry.sha256())
        : Optional.empty();
  }

  /** Notes that the file had that content and passed, when it had that stamp all the while. */
  void remember(Path file, FileStamp stamp, String sha256) {
    if (!stamp.settled(Instant.now()) || file.toString().contains("\n")) {
      return;
    }
    Known now = new Known(stamp, sha256);
    if (!now.equals(known.put(file.toString(), now))) {
      changed = true;
    }
  }

  /** Writes the notes if there are new ones; files that are gone are forgotten. */
  void save() {
    if (!changed) {
      return;
    }
    changed = false;
    known.keySet().removeIf(file -> Files.notExists(Path.of(file)));
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    known.forEach(
        (file, entry) -> {
          FileStamp stamp = entry.stamp();
          lines.add(
              entry.sha256()
                  + ' '
                  + stamp.bytes()
                  + ' '
                  + stamp.modifiedNanos()
                  + ' '
                  + stamp.changedNanos()
                  + ' '
                  + stamp.inode()
                  + ' '
                  + file);
        });
    try {
      Path next = Files.createTempFile(store.getParent(), "verified", ".new");
      Files.write(next, lines.subList(0, Math.min(lines.size(), MAX_FILES + 1)));
      Files.move(next, store, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not written: " + store, e);
    }
  }
}
