package org.jackfield.models;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.Environment;
import org.jackfield.models.catalogue.NativeEntry;
import org.jackfield.models.catalogue.NativePlatform;
import org.jackfield.models.fetch.DiskFailure;
import org.jackfield.models.fetch.Landing;
import org.jackfield.models.fetch.Pull;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Native libraries, each version in a folder of its own: an installed copy of the pinned version,
 * else unpacked from its archive into the cache. Thread-safe.
 */
final class NativeStore {
  private final FilePull files;
  private final Path folder;
  private final Platform platform;
  private final Environment environment;

  NativeStore(FilePull files, Path folder, Platform platform, Environment environment) {
    this.files = files;
    this.folder = folder;
    this.platform = platform;
    this.environment = environment;
  }

  /** The folder of the libraries if they are here and right. */
  Optional<Path> present(NativeEntry entry, Pull pull) throws IOException {
    Optional<NativePlatform> here = here(entry);
    if (here.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> installed = installed(entry, here.get());
    if (installed.isPresent()) {
      return installed;
    }
    Path unpacked = unpacked(entry);
    return fault(unpacked, here.get(), pull).isEmpty() ? Optional.of(unpacked) : Optional.empty();
  }

  /** The platform's part of an entry. */
  Optional<NativePlatform> here(NativeEntry entry) {
    return Optional.ofNullable(entry.platforms().get(platform.id()));
  }

  /** The folder of the libraries, unpacked first when they are not there. */
  Path locate(NativeEntry entry, Pull pull) throws IOException {
    NativePlatform here =
        here(entry)
            .orElseThrow(
                () ->
                    new BackendException(
                            ErrorCode.UNAVAILABLE,
                            "There is no " + entry.title() + " for " + platform + ".")
                        .withHint(
                            "There is one for "
                                + String.join(", ", entry.platforms().keySet())
                                + ". Build version "
                                + entry.version()
                                + " yourself and set "
                                + entry.variable()
                                + " to the folder of its libraries."));
    Optional<Path> present = present(entry, pull);
    if (present.isPresent()) {
      return present.get();
    }
    Files.createDirectories(folder);
    Path unpacked = unpacked(entry);
    try (ArtifactLock _ =
        ArtifactLock.acquire(folder.resolve("." + unpacked.getFileName() + ".lock"), pull)) {
      Optional<String> fault = fault(unpacked, here, pull);
      if (fault.isPresent()) {
        if (Files.isDirectory(unpacked)) {
          pull.progress()
              .notice(
                  unpacked + ": " + fault.get() + ". It is made again; then this one is removed.");
        }
        make(entry, here, unpacked, pull);
      }
    }
    return unpacked;
  }

  private void make(NativeEntry entry, NativePlatform here, Path unpacked, Pull pull)
      throws IOException {
    Path work = folder.resolve(".work-" + unpacked.getFileName());
    Landing.deleteTree(work); // of a crash: the lock says that nobody uses it
    Files.createDirectories(work);
    try {
      unpack(entry, here, work, unpacked, pull);
    } catch (IOException e) {
      throw DiskFailure.of(entry.title(), here.archive().likelyBytes(), folder, e);
    } finally {
      Landing.discard(work, pull);
    }
  }

  /**
   * An installed copy: the user's own folder, which must fit, or one of the usual ones, which may.
   */
  private Optional<Path> installed(NativeEntry entry, NativePlatform here) {
    Optional<Path> own = environment.find(entry.variable()).map(Path::of);
    if (own.isPresent()) {
      if (!isCopy(own.get(), here)) {
        throw new BackendException(
                ErrorCode.UNAVAILABLE,
                "The installed copy of " + entry.title() + " is not of that version.")
            .withHint(
                entry.variable()
                    + " names "
                    + own.get()
                    + ", which has none of "
                    + String.join(", ", here.markers())
                    + ". Name the folder of that version's libraries, or unset "
                    + entry.variable()
                    + ".");
      }
      return own.map(Path::toAbsolutePath);
    }
    return here.installed().stream().filter(candidate -> isCopy(candidate, here)).findFirst();
  }

  private static boolean isCopy(Path candidate, NativePlatform here) {
    return here.markers().stream()
        .anyMatch(marker -> Files.isRegularFile(candidate.resolve(marker)));
  }

  private Path unpacked(NativeEntry entry) {
    return folder.resolve(entry.name() + "-" + entry.version() + "-" + platform.id());
  }

  /** Named after the archive, so that libraries from another archive do not pass for these. */
  private static Path stamp(Path unpacked, NativePlatform here) {
    String archive = here.archive().sha256().map(digest -> digest.substring(0, 12)).orElse("");
    return unpacked.resolve(".stamp" + archive);
  }

  /**
   * What is wrong with the libraries there; empty when they are right: by their stamp or, where
   * that does not fit, by their digests.
   */
  private static Optional<String> fault(Path unpacked, NativePlatform here, Pull pull)
      throws IOException {
    Path file = stamp(unpacked, here);
    Optional<Stamp> stamp = Stamp.read(file);
    if (stamp.isEmpty()) {
      return Optional.of("it is not known to be whole, or of another archive");
    }
    if (stamp.get().fits(unpacked)) {
      return Optional.empty();
    }
    Optional<String> fault = stamp.get().fault(unpacked, pull);
    if (fault.isEmpty()) {
      pull.progress().notice(unpacked + " was checked: the SHA-256 of each file is right.");
      FilePull.note(stamp.get().renewed(unpacked), file, pull);
    }
    return fault;
  }

  private void unpack(NativeEntry entry, NativePlatform here, Path work, Path unpacked, Pull pull)
      throws IOException {
    FilePull.Wanted archive =
        new FilePull.Wanted(entry.name() + "-" + entry.version(), here.archive(), work);
    files.bring(archive, entry.licence().line(), pull);
    Path libraries = Files.createDirectory(work.resolve("libraries"));
    List<PathMatcher> wanted =
        here.libraries().stream()
            .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
            .toList();
    Stamp stamp =
        Tarball.unpack(
            archive.target(),
            here.folder(),
            name -> wanted.stream().anyMatch(glob -> glob.matches(Path.of(name))),
            libraries,
            pull);
    if (!isCopy(libraries, here)) {
      throw new BackendException(
              ErrorCode.UNAVAILABLE,
              "The archive of " + entry.title() + " for " + platform + " has no such library.")
          .withHint(
              here.archive().name()
                  + " has none of "
                  + String.join(", ", here.markers())
                  + " in its folder "
                  + here.folder()
                  + ": correct the catalogue's entry.");
    }
    stamp.write(stamp(libraries, here));
    replace(unpacked, libraries, work.resolve("replaced"));
    FilePull.syncFolder(folder);
  }

  /** Puts a folder in the place of another one, which goes only now that its successor is whole. */
  private static void replace(Path old, Path successor, Path aside) throws IOException {
    boolean replaced = Files.exists(old);
    if (replaced) {
      Files.move(old, aside, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(successor, old, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (replaced) {
        Files.move(aside, old, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }
}
