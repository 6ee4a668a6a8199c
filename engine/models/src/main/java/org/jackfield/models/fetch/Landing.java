package org.jackfield.models.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that a file is pulled into, held by the pull's lock. Its parts and scratch folders are
 * named so that a later pull recognises what a crash left behind.
 *
 * @param folder the folder of the finished file, so that it can be renamed into place
 * @param fileName the finished file's name
 */
public record Landing(Path folder, String fileName) {
  private static final String SCRATCH = ".pull-";
  private static final int BUFFER_BYTES = 1 << 16;

  /** The part for content of that identity: what a part holds is only continued with the same. */
  Path part(String identity) {
    return folder.resolve(
        fileName + "." + identity.substring(0, Math.min(12, identity.length())) + ".part");
  }

  /** An empty folder for the files of a child process; the caller deletes it. */
  Path scratch() throws IOException {
    return Files.createTempDirectory(folder, SCRATCH);
  }

  /** Deletes a scratch folder, as far as it can be; what stays is swept by the next pull. */
  public static void discard(Path scratch, Pull pull) {
    try {
      deleteTree(scratch);
    } catch (IOException e) {
      pull.progress().notice("The folder " + scratch + " could not be deleted: " + e.getMessage());
    }
  }

  /** Deletes scratch folders that a crash left; the lock says that nobody uses them. */
  public void sweepScratch() throws IOException {
    for (Path left : children(SCRATCH, "")) {
      deleteTree(left);
    }
  }

  /** Deletes all parts of the file. */
  public void sweepParts() throws IOException {
    for (Path left : children(fileName + ".", ".part")) {
      Files.deleteIfExists(left);
    }
  }

  private List<Path> children(String prefix, String suffix) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              child -> {
                String name = child.getFileName().toString();
                return name.startsWith(prefix) && name.endsWith(suffix);
              })
          .toList();
    }
  }

  /** Deletes a folder with all that is in it; follows no links. */
  public static void deleteTree(Path root) throws IOException {
    if (Files.notExists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Fills a new part with what the stream gives; the part is gone when that fails. */
  Fetched fill(InputStream in, Expected expected, Pull pull) throws IOException, FetchException {
    PartFile part = PartFile.open(part("copy"), pull);
    try {
      part.restart();
      copy(in, part, expected, pull);
      return new Fetched(part, expected, Optional.empty(), false);
    } catch (SourceStream.Cut e) {
      part.discard();
      throw new FetchException("it cannot be read: " + e.reason().getMessage());
    } catch (IOException | FetchException | RuntimeException e) {
      part.discard();
      throw e;
    }
  }

  /**
   * Copies a stream into the part up to its end, showing progress.
   *
   * @throws SourceStream.Cut when the stream fails
   */
  static void copy(InputStream source, PartFile part, Expected expected, Pull pull)
      throws IOException, FetchException {
    SourceStream in = new SourceStream(source);
    byte[] buffer = new byte[BUFFER_BYTES];
    int read;
    while ((read = in.read(buffer)) >= 0) {
      pull.check();
      if (expected.bytes().isPresent() && part.length() + read > expected.bytes().getAsLong()) {
        throw new FetchException(
            "it sends more than the "
                + expected.bytes().getAsLong()
                + " bytes that the file should have");
      }
      part.write(buffer, read);
      pull.progress().bytes(pull.name(), part.length(), expected.likelyBytes());
    }
  }
}
