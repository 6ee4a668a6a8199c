package org.jackfield.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jackfield.models.catalogue.ArtifactFile;
import org.jackfield.models.catalogue.Source;
import org.jackfield.models.fetch.DiskFailure;
import org.jackfield.models.fetch.Expected;
import org.jackfield.models.fetch.FetchException;
import org.jackfield.models.fetch.Fetched;
import org.jackfield.models.fetch.Fetcher;
import org.jackfield.models.fetch.Landing;
import org.jackfield.models.fetch.PartFile;
import org.jackfield.models.fetch.Pull;
import org.jackfield.models.fetch.Sizes;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Brings one file into a folder: from its sources in order, checked, whole or not at all. The
 * caller holds the folder's {@link ArtifactLock} while it brings or mends. Thread-safe.
 */
final class FilePull {
  private final Fetcher fetcher;
  private final Pins pins;
  private final Mirror mirror;
  private final Path cache;

  FilePull(Fetcher fetcher, Pins pins, Mirror mirror, Path cache) {
    this.fetcher = fetcher;
    this.pins = pins;
    this.mirror = mirror;
    this.cache = cache;
  }

  /** A file of the catalogue and where it belongs. */
  record Wanted(String entry, ArtifactFile file, Path folder) {
    Path target() {
      return folder.resolve(file.name());
    }

    Path stamp() {
      return folder.resolve(file.name() + ".stamp");
    }

    String key() {
      return entry + "/" + file.name();
    }
  }

  /** What the file must be: by the catalogue, else by its pin, else whatever comes. */
  Expected expected(Wanted wanted) throws IOException {
    ArtifactFile file = wanted.file;
    Optional<Pin> pin = file.sha256().isPresent() ? Optional.empty() : pin(wanted);
    return pin.map(
            known ->
                new Expected(
                    Optional.of(known.sha256()), OptionalLong.of(known.bytes()), known.bytes()))
        .orElse(new Expected(file.sha256(), file.bytes(), file.aboutBytes()));
  }

  /** The pin of a file, as long as the catalogue still names the source it came from. */
  Optional<Pin> pin(Wanted wanted) throws IOException {
    return pins.find(wanted.key())
        .filter(
            pin -> sources(wanted.file).anyMatch(source -> source.label().equals(pin.source())));
  }

  private Stream<Source> sources(ArtifactFile file) {
    return Stream.concat(mirror.source(file.name()).stream(), file.sources().stream());
  }

  /** Whether the file is there and unchanged since its digest was computed; reads none of it. */
  boolean unchanged(Wanted wanted) throws IOException {
    Expected expected = expected(wanted);
    Optional<Stamp> stamp = Stamp.read(wanted.stamp());
    if (stamp.isEmpty() || stamp.get().lines().size() != 1) {
      return false;
    }
    Stamp.Line line = stamp.get().lines().getFirst();
    return line.name().equals(wanted.file.name())
        && line.fits(wanted.folder)
        && line.sha256().equals(expected.sha256().orElse(line.sha256()))
        && line.bytes() == expected.bytes().orElse(line.bytes());
  }

  /** Whether a file of the right size is there; reads none of it. */
  boolean seemsRight(Wanted wanted) throws IOException {
    Path file = wanted.target();
    return Files.isRegularFile(file)
        && Files.size(file) == expected(wanted).bytes().orElse(Files.size(file));
  }

  /**
   * What is wrong with the file, by reading it whole; empty when it is right, which is then noted
   * for the next start. A file whose digest nobody knows is held to that of its stamp.
   */
  Optional<String> check(Wanted wanted, Pull pull) throws IOException {
    if (!Files.isRegularFile(wanted.target())) {
      return Optional.of("is missing");
    }
    Expected expected = expected(wanted);
    Optional<String> stamped =
        Stamp.read(wanted.stamp()).map(stamp -> stamp.lines().getFirst().sha256());
    Optional<String> known = expected.sha256().or(() -> stamped);
    String sha256 = known.isPresent() ? known.get() : Stamp.digest(wanted.target(), pull);
    long bytes = expected.bytes().orElse(Files.size(wanted.target()));
    Optional<String> fault =
        new Stamp.Line(sha256, bytes, 0, wanted.file.name()).fault(wanted.folder, pull);
    if (fault.isPresent()) {
      return fault;
    }
    String result =
        known.isPresent() ? "its SHA-256 is right" : "no SHA-256 is known to hold it to";
    pull.progress().notice(wanted.target() + " was checked: " + result + ".");
    note(new Stamp(List.of(Stamp.Line.of(wanted.target(), sha256))), wanted.stamp(), pull);
    return Optional.empty();
  }

  /** Writes the stamp of files that were checked where they lie, which may be read-only. */
  static void note(Stamp stamp, Path path, Pull pull) {
    try {
      stamp.write(path);
    } catch (IOException e) {
      pull.progress()
          .notice(
              "That cannot be noted ("
                  + DiskFailure.reason(e)
                  + "), so it will be checked at each start.");
    }
  }

  /**
   * Makes sure that the file is there and right, pulling it when it is not. A wrong one stays until
   * the right one takes its place: who has no network may still need it.
   *
   * @param terms the licence, told before anything is pulled
   */
  void bring(Wanted wanted, String terms, Pull pull) throws IOException {
    if (unchanged(wanted)) {
      return;
    }
    Landing landing = new Landing(wanted.folder, wanted.file.name());
    landing.sweepScratch();
    Optional<String> fault = check(wanted, pull);
    if (fault.isEmpty()) {
      return;
    }
    if (Files.exists(wanted.target())) {
      pull.progress()
          .notice(
              wanted.target()
                  + " "
                  + fault.get()
                  + ". It is pulled again; then the wrong file is removed.");
    }
    pullFromSources(wanted, terms, landing, pull);
  }

  private void pullFromSources(Wanted wanted, String terms, Landing landing, Pull pull)
      throws IOException {
    List<Source> sources = sources(wanted.file).toList();
    List<String> failures = new ArrayList<>();
    for (Source source : sources) {
      if (failures.isEmpty()) {
        pull.progress().notice(announcement(wanted, terms, source, pull));
      } else {
        pull.progress().notice(failures.getLast() + "; trying " + source.label() + ".");
      }
      try {
        fromSource(source, wanted, landing, pull);
        return;
      } catch (FetchException e) {
        failures.add(source.label() + ": " + e.message());
      } catch (IOException e) {
        throw unwritable(wanted, landing, e, pull);
      }
    }
    throw allFailed(wanted, failures, pull);
  }

  private static String announcement(Wanted wanted, String terms, Source source, Pull pull) {
    long bytes = wanted.file.likelyBytes();
    String size =
        bytes == 0 ? "" : (wanted.file.bytes().isPresent() ? ", " : ", about ") + Sizes.text(bytes);
    return pull.name() + size + ", licence " + terms + ". Pulling it from " + source.label() + ".";
  }

  private void fromSource(Source source, Wanted wanted, Landing landing, Pull pull)
      throws FetchException, IOException {
    Optional<String> revision =
        pin(wanted).filter(pin -> pin.source().equals(source.label())).flatMap(Pin::revision);
    Fetched fetched = fetcher.fetch(source, landing, expected(wanted), revision, pull);
    Optional<String> fault = take(source, fetched, wanted, landing, pull);
    if (fault.isPresent() && fetched.resumed()) {
      pull.progress()
          .notice(
              wanted.file.name()
                  + ", begun earlier and now complete, "
                  + fault.get()
                  + ". It was removed and is being pulled again from its start.");
      fault =
          take(
              source,
              fetcher.fetch(source, landing, expected(wanted), revision, pull),
              wanted,
              landing,
              pull);
    }
    if (fault.isPresent()) {
      throw new FetchException("the file from there " + fault.get() + "; it was removed");
    }
  }

  /** Checks a file and puts it in its place; else removes it and says what is wrong with it. */
  private Optional<String> take(
      Source source, Fetched fetched, Wanted wanted, Landing landing, Pull pull)
      throws IOException {
    Expected expected = fetched.expected();
    try (PartFile part = fetched.part()) {
      String sha256 = part.sha256();
      if (part.length() != expected.bytes().orElse(part.length())) {
        Files.delete(part.path());
        return Optional.of(
            "is cut short: " + part.length() + " of " + expected.bytes().getAsLong() + " bytes");
      }
      if (!sha256.equals(expected.sha256().orElse(sha256))) {
        Files.delete(part.path());
        return Optional.of(
            "is not the right one: its SHA-256 is " + sha256 + ", not " + expected.sha256().get());
      }
      part.sync();
      if (wanted.file.sha256().isEmpty() && pin(wanted).isEmpty()) {
        pins.put(
            wanted.key(), new Pin(sha256, part.length(), source.label(), fetched.revision()), pull);
      }
      install(part, sha256, wanted);
    }
    landing.sweepParts();
    return Optional.empty();
  }

  /** The stamp first: after a crash in between it fits no file, and the digest decides. */
  private static void install(PartFile part, String sha256, Wanted wanted) throws IOException {
    long modified = Files.getLastModifiedTime(part.path()).toMillis();
    Stamp.Line line = new Stamp.Line(sha256, part.length(), modified, wanted.file.name());
    new Stamp(List.of(line)).write(wanted.stamp());
    part.close(); // Windows renames no open file
    Files.move(
        part.path(),
        wanted.target(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    syncFolder(wanted.folder);
  }

  /** Brings a rename to the disk, on systems whose folders can be opened. */
  static void syncFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder)) {
        channel.force(true);
      }
    }
  }

  /** The parts of a full disk would keep it full; after other faults they serve the next try. */
  private static BackendException unwritable(
      Wanted wanted, Landing landing, IOException e, Pull pull) {
    BackendException failure =
        DiskFailure.of(pull.name(), wanted.file.likelyBytes(), wanted.folder, e);
    try {
      if (DiskFailure.tellsOfFullDisk(String.valueOf(e.getMessage()))) {
        landing.sweepParts();
      }
    } catch (IOException unswept) {
      failure.addSuppressed(unswept);
    }
    return failure;
  }

  private BackendException allFailed(Wanted wanted, List<String> failures, Pull pull)
      throws IOException {
    Expected expected = expected(wanted);
    StringBuilder what = new StringBuilder(wanted.file.name());
    if (expected.likelyBytes() > 0) {
      what.append(" (").append(Sizes.text(expected.likelyBytes()));
      expected.sha256().ifPresent(sha256 -> what.append(", SHA-256 ").append(sha256));
      what.append(')');
    }
    String sources =
        failures.size() == 1 ? "its source" : "all its " + failures.size() + " sources";
    return new BackendException(
            ErrorCode.UNAVAILABLE,
            pull.name() + " cannot be pulled: " + sources + " failed. Nothing was installed.")
        .withHint(
            "Tried:\n  "
                + String.join("\n  ", failures)
                + "\nWithout a network, put "
                + what
                + " into a folder and set "
                + Mirror.VARIABLE
                + " to that folder, or bring the cache of a machine that has it: "
                + cache
                + " (JACKFIELD_CACHE).");
  }
}
