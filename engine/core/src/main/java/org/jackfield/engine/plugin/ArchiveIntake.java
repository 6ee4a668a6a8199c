package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.Manifest;

/**
 * Takes one file from a plugin folder: copies it into the private folder, checks the copy, reads
 * its manifest, and unpacks the jars of a zip's {@code lib/}. The original is read once and never
 * opened again, so it may be replaced or deleted at any time. Owned by the thread that takes the
 * file; a rejected file leaves nothing behind.
 */
final class ArchiveIntake {
  private static final String LIBRARIES = "lib/";
  private static final String NO_CLASS = "The archive holds no class.";
  private final Path file;
  private final PrivateFolder copies;
  private final VerifiedFiles verified;
  private final ArchiveBudget budget = new ArchiveBudget(ArchiveLimits.STANDARD);
  private final ClassScan scan = new ClassScan();
  private String sha256 = "";
  private Optional<VerifiedFiles.Entry> known = Optional.empty();
  private boolean claimsSignature;
  private Optional<PluginManifest> manifest = Optional.empty();

  ArchiveIntake(Path file, PrivateFolder copies, VerifiedFiles verified) {
    this.file = file;
    this.copies = copies;
    this.verified = verified;
  }

  /** The digest, as soon as the file was read; empty before. */
  String sha256() {
    return sha256;
  }

  /** The manifest, as soon as it was read, also when the file is rejected later. */
  Optional<PluginManifest> manifest() {
    return manifest;
  }

  /** Takes the file. */
  PluginArchive take() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new PluginRejectedException("It is not a file.");
    }
    Optional<FileStamp> before = FileStamp.of(file);
    Path folder = copies.newCopyFolder();
    try {
      List<Path> classPath = open(folder);
      PluginManifest complete =
          manifest.orElseThrow(
              () ->
                  new PluginRejectedException(
                      "It has no "
                          + PluginManifest.PATH
                          + " with a Plugin-Id: this is no plugin."));
      Optional<String> problem = complete.problem();
      if (problem.isPresent()) {
        throw new PluginRejectedException(problem.get());
      }
      List<ClassFinding> findings =
          known.map(VerifiedFiles.Entry::findings).orElseGet(scan::findings);
      if (before.isPresent() && FileStamp.of(file).equals(before)) {
        verified.remember(file, before.get(), new VerifiedFiles.Entry(sha256, findings));
      }
      JarSignature signature =
          claimsSignature ? SignatureCheck.of(copyIn(folder)) : new JarSignature.None();
      return new PluginArchive(file, sha256, complete, folder, classPath, findings, signature);
    } catch (IOException | RuntimeException e) {
      copies.release(folder);
      throw e;
    }
  }

  private boolean zip() {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  private Path copyIn(Path folder) {
    return folder.resolve(zip() ? "plugin.zip" : "plugin.jar");
  }

  private List<Path> open(Path folder) throws IOException {
    Path target = copyIn(folder);
    List<Path> libraries;
    try (ArchiveCopy copy =
        ArchiveCopy.make(file, target, verified, budget.limits().totalBytes())) {
      sha256 = copy.sha256();
      known = copy.verified();
      if (!zip()) {
        visit(copy, this::checkJar);
        return List.of(target);
      }
      libraries = unpackZip(copy, folder);
    }
    openLibraries(libraries);
    return libraries;
  }

  /** What is done with an open archive. */
  private interface Visit {
    void accept(ByteBuffer archive, ZipDirectory directory, ZipContent content) throws IOException;
  }

  private static void visit(ArchiveCopy copy, Visit visit) throws IOException {
    ZipDirectory directory = ZipDirectory.read(copy.content());
    try (ZipContent content = new ZipContent(copy.content(), directory)) {
      visit.accept(copy.content(), directory, content);
    }
  }

  private void checkJar(ByteBuffer archive, ZipDirectory directory, ZipContent content)
      throws IOException {
    readManifest(directory, content, true);
    claimsSignature = SignatureCheck.claimedIn(directory);
    check(archive, directory, content, this::scan);
    if (!hasClass(directory)) {
      throw new PluginRejectedException(NO_CLASS);
    }
  }

  /** Checks the zip and unpacks the jars of its {@code lib/}. */
  private List<Path> unpackZip(ArchiveCopy copy, Path folder) throws IOException {
    List<Path> libraries = new ArrayList<>();
    visit(
        copy,
        (archive, directory, content) -> {
          readManifest(directory, content, false);
          claimsSignature = SignatureCheck.claimedIn(directory);
          check(archive, directory, content, ArchiveIntake::inflateUnlessLibrary);
          Path lib = Files.createDirectory(folder.resolve("lib"));
          for (ZipMember member : directory.members()) {
            if (isLibrary(member)) {
              libraries.add(unpack(member, content, lib));
            }
          }
        });
    if (libraries.isEmpty()) {
      throw new PluginRejectedException("The zip has no jar in its " + LIBRARIES + " folder.");
    }
    return libraries;
  }

  private static boolean isLibrary(ZipMember member) {
    String name = member.name();
    return name.startsWith(LIBRARIES)
        && name.indexOf('/', LIBRARIES.length()) < 0
        && name.toLowerCase(Locale.ROOT).endsWith(".jar");
  }

  private static Path unpack(ZipMember member, ZipContent content, Path lib) throws IOException {
    Path target = lib.resolve(member.name().substring(LIBRARIES.length()));
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      content.copy(member, out);
    }
    return target;
  }

  private void openLibraries(List<Path> libraries) throws IOException {
    boolean ownManifest = manifest.isPresent();
    boolean[] classes = new boolean[1];
    for (Path library : libraries) {
      try (ArchiveCopy copy = ArchiveCopy.open(library)) {
        visit(
            copy,
            (archive, directory, content) -> {
              check(archive, directory, content, this::scan);
              readLibraryManifest(directory, content, ownManifest);
              classes[0] |= hasClass(directory);
            });
      }
    }
    if (!classes[0]) {
      throw new PluginRejectedException(NO_CLASS);
    }
  }

  /** Read before all checks, so that a rejected archive still says whose types are missing. */
  private void readManifest(ZipDirectory directory, ZipContent content, boolean required)
      throws IOException {
    Optional<ZipMember> member = directory.find(PluginManifest.PATH);
    if (member.isPresent()) {
      Manifest parsed = manifest(member.get(), content);
      if (required || PluginManifest.namesPlugin(parsed)) {
        manifest = Optional.of(PluginManifest.of(parsed));
      }
      PluginManifest.checkClassPath(parsed);
    }
    ArchiveChecks.checkManifestName(directory);
  }

  private void readLibraryManifest(ZipDirectory directory, ZipContent content, boolean ownManifest)
      throws IOException {
    ArchiveChecks.checkManifestName(directory);
    Optional<ZipMember> member = directory.find(PluginManifest.PATH);
    if (member.isEmpty()) {
      return;
    }
    Manifest parsed = manifest(member.get(), content);
    PluginManifest.checkClassPath(parsed);
    if (!ownManifest && PluginManifest.namesPlugin(parsed)) {
      if (manifest.isPresent()) {
        throw new PluginRejectedException(
            "Two jars in its "
                + LIBRARIES
                + " folder are plugins; one of them may name a"
                + " Plugin-Id.");
      }
      manifest = Optional.of(PluginManifest.of(parsed));
    }
  }

  private Manifest manifest(ZipMember member, ZipContent content) throws IOException {
    return PluginManifest.parse(content.read(member, budget.limits().manifestBytes()));
  }

  /** What is done with each file of an archive; it inflates the file, which checks it. */
  private interface Look {
    void accept(ZipMember member, ZipContent content) throws IOException;
  }

  /**
   * Applies the rules, then looks at every file once. Both are spared an archive whose very bytes
   * passed before.
   */
  private void check(ByteBuffer archive, ZipDirectory directory, ZipContent content, Look look)
      throws IOException {
    if (known.isPresent()) {
      return;
    }
    ArchiveChecks.check(archive, directory, budget);
    for (ZipMember member : directory.members()) {
      if (!member.folder()) {
        look.accept(member, content);
      }
    }
  }

  /** Looks through a class of a jar that classes are loaded from. */
  private void scan(ZipMember member, ZipContent content) throws IOException {
    if (ClassScan.concerns(member)) {
      scan.look(member, content.read(member, budget.limits().classBytes()));
    } else {
      content.copy(member, OutputStream.nullOutputStream());
    }
  }

  /** Libraries are inflated when they are unpacked. */
  private static void inflateUnlessLibrary(ZipMember member, ZipContent content)
      throws IOException {
    if (!isLibrary(member)) {
      content.copy(member, OutputStream.nullOutputStream());
    }
  }

  private static boolean hasClass(ZipDirectory directory) {
    return directory.members().stream()
        .anyMatch(member -> member.name().endsWith(ClassScan.ENDING));
  }
}
