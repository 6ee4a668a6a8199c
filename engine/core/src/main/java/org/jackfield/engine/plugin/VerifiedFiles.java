package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Remembers across processes which plugin files were hashed, checked and fully inflated, and what
 * their classes do, so that a start need not look again. A file counts as known only while its
 * {@link FileStamp} is the same. Kept in one small file of the user's own cache folder; a file that
 * is missing, damaged or not writable costs time and nothing else. Thread-safe.
 */
final class VerifiedFiles {
  private static final System.Logger LOG = System.getLogger(VerifiedFiles.class.getName());
  private static final int MAX_FILES = 1_000;

  /** To be changed with the checks, so that every file is checked anew. */
  private static final String HEADER = "plugins verified by the rules of 2";

  /** The fields of a line; the last one, a path, may have blanks. */
  private static final int FIELDS = 7;

  /**
   * What is known of a file.
   *
   * @param sha256 its digest
   * @param findings what its classes do that may take the process with it
   */
  record Entry(String sha256, List<ClassFinding> findings) {
    Entry {
      findings = List.copyOf(findings);
    }
  }

  private record Known(FileStamp stamp, Entry entry) {}

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
    String[] parts = line.split(" ", FIELDS);
    try {
      if (parts.length == FIELDS && parts[0].length() == 64) {
        FileStamp stamp =
            new FileStamp(
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]));
        known.put(parts[6], new Known(stamp, new Entry(parts[0], findings(parts[5]))));
      }
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not a line of " + store + ": " + line, e);
    }
  }

  /** What is known of a file with that stamp, when it was verified before. */
  Optional<Entry> find(Path file, FileStamp stamp) {
    Known noted = known.get(file.toString());
    return noted != null && noted.stamp().equals(stamp)
        ? Optional.of(noted.entry())
        : Optional.empty();
  }

  /** Notes that the file had that content and passed, when it had that stamp all the while. */
  void remember(Path file, FileStamp stamp, Entry entry) {
    if (!stamp.settled(Instant.now()) || file.toString().contains("\n")) {
      return;
    }
    Known now = new Known(stamp, entry);
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
        (file, noted) -> {
          FileStamp stamp = noted.stamp();
          lines.add(
              noted.entry().sha256()
                  + ' '
                  + stamp.bytes()
                  + ' '
                  + stamp.modifiedNanos()
                  + ' '
                  + stamp.changedNanos()
                  + ' '
                  + stamp.inode()
                  + ' '
                  + line(noted.entry().findings())
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

  /**
   * Findings as one word: {@code KIND|how|class|class;...}, names as in a URL; {@code -} for none.
   */
  private static String line(List<ClassFinding> findings) {
    return findings.isEmpty()
        ? "-"
        : findings.stream()
            .map(
                finding ->
                    Stream.concat(
                            Stream.of(finding.kind().name(), finding.how()),
                            finding.classes().stream())
                        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("|")))
            .collect(Collectors.joining(";"));
  }

  private static List<ClassFinding> findings(String line) {
    if (line.equals("-")) {
      return List.of();
    }
    return Arrays.stream(line.split(";")).map(VerifiedFiles::finding).toList();
  }

  private static ClassFinding finding(String text) {
    List<String> parts =
        Arrays.stream(text.split("\\|"))
            .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
            .toList();
    if (parts.size() < 3) {
      throw new IllegalArgumentException("Not a finding: " + text);
    }
    return new ClassFinding(
        ClassFinding.Kind.valueOf(parts.get(0)), parts.get(1), parts.subList(2, parts.size()));
  }
}
