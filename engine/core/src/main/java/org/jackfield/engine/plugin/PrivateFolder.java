package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The folder of this process for its copies of plugin archives, readable by its user alone. A lock
 * file says that its process lives; folders whose process died are swept when the next one starts.
 * Thread-safe.
 */
final class PrivateFolder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PrivateFolder.class.getName());
  private static final String LOCK = "lock";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final String RUNS = "run-";
  private static final String OWN_RUNS = RUNS + ProcessHandle.current().pid() + "-";
  private final Path path;
  private final FileChannel lockFile;
  private final AtomicLong copies = new AtomicLong();
  private final Map<Path, Integer> holds = new ConcurrentHashMap<>();

  private PrivateFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Makes a folder for this process below the user's own folder, which is made when missing. */
  static PrivateFolder open(Path parent) {
    try {
      Files.createDirectories(parent);
      sweep(parent);
      return locked(newRun(parent));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The folder for copies of plugins cannot be made in " + parent + ".", e);
    }
  }

  /** A new folder, open to its user alone. The parent is the user's own: no name need be secret. */
  private static Path newRun(Path parent) throws IOException {
    boolean posix = parent.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] own =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    while (true) {
      try {
        return Files.createDirectory(parent.resolve(OWN_RUNS + System.nanoTime()), own);
      } catch (FileAlreadyExistsException e) {
        Thread.onSpinWait(); // another host of this process took that nanosecond
      }
    }
  }

  /**
   * Makes a folder for this process in the system's folder for temporary files. Nothing is swept
   * there, because other users can write to it.
   */
  static PrivateFolder openTemporary() {
    try {
      return locked(Files.createTempDirectory("jackfield-plugins-"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The folder for copies of plugins cannot be made in "
              + System.getProperty("java.io.tmpdir")
              + ".",
          e);
    }
  }

  private static PrivateFolder locked(Path path) throws IOException {
    Path lock = path.resolve(LOCK);
    FileChannel lockFile =
        FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileLock held = lockFile.tryLock();
    if (held == null) {
      throw new IOException("Another process holds the new lock file " + lock + ".");
    }
    return new PrivateFolder(path, lockFile);
  }

  private static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(parent, RUNS + "*")) {
      for (Path run : runs) {
        // Opening and closing a lock file of our own would give up its lock (fcntl semantics).
        boolean own = String.valueOf(run.getFileName()).startsWith(OWN_RUNS);
        if (!own && abandoned(run)) {
          delete(run);
        }
      }
    }
  }

  private static boolean abandoned(Path run) {
    try (FileChannel lock = FileChannel.open(run.resolve(LOCK), StandardOpenOption.WRITE)) {
      FileLock free = lock.tryLock();
      return free != null;
    } catch (NoSuchFileException e) {
      return false; // being made this very moment, or no folder of ours
    } catch (OverlappingFileLockException e) {
      return false; // another host in this process
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "Not swept: " + run, e);
      return false;
    }
  }

  /** A new empty folder for one archive, held once. */
  Path newCopyFolder() throws IOException {
    Path folder = Files.createDirectory(path.resolve("copy-" + copies.incrementAndGet()));
    holds.put(folder, 1);
    return folder;
  }

  /** Holds the folder of an archive once more; somebody holds it already. */
  void hold(Path copyFolder) {
    holds.merge(copyFolder, 1, Integer::sum);
  }

  /** Gives back one hold of an archive's folder; with the last one it is deleted. */
  void release(Path copyFolder) {
    if (holds.computeIfPresent(copyFolder, (folder, count) -> count == 1 ? null : count - 1)
        == null) {
      delete(copyFolder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "Already gone: " + folder);
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.WARNING, "A copy of a plugin could not be deleted: " + folder, e);
    }
  }

  /** Deletes the folder with all copies. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "The lock of " + path + " was lost", e);
    }
    delete(path);
  }
}
