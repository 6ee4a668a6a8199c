package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.Manifest;

/**
 * Takes one file from a plugin folder: copies it into the private folder while hashing it, checks
 * the copy, reads its manifest, and unpacks the jars of a zip's {@code lib/}. The original is read
 * once and never opened again, so it may be replaced or deleted at any time. Owned by the thread
 * that takes the file; a rejected file leaves nothing behind.
 */
final class ArchiveIntake {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String LIBRARIES = "lib/";
  private final Path file;
  private final PrivateFolder copies;
  private final CheckedDigests checked;
  private final ArchiveBudget budget = new ArchiveBudget(ArchiveLimits.STANDARD);
  private String sha256 = "";
  private Optional<PluginManifest> manifest = Optional.empty();

  ArchiveIntake(Path file, PrivateFolder copies, CheckedDigests checked) {
    this.file = file;
    this.copies = copies;
    this.checked = checked;
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
    Path folder = copies.newCopyFolder();
    try {
      Path copy = folder.resolve(isZip() ? "plugin.zip" : "plugin.jar");
      copy.toFile().deleteOnExit();
      sha256 = copy(file, copy);
      List<Path> classPath = isZip() ? openZip(copy, folder) : openJar(copy);
      PluginManifest complete =
          manifest.orElseThrow(() -> new PluginRejectedException(noManifest()));
      complete
          .problem()
          .ifPresent(
              problem -> {
                throw new PluginRejectedException(problem);
              });
      checked.remember(sha256);
      return new PluginArchive(file, sha256, complete, folder, classPath);
    } catch (IOException | RuntimeException e) {
      copies.discard(folder);
      throw e;
    }
  }

  private boolean isZip() {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  private static String noManifest() {
    return "It has no " + PluginManifest.PATH + " with a Plugin-Id: this is no plugin.";
  }

  /**
   * Copies and hashes in one pass; the digest is of what was written, whatever happens meanwhile.
   */
  private String copy(Path source, Path target) throws IOException {
    MessageDigest digest = sha256Digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    try (InputStream in = Files.newInputStream(source);
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        total += count;
        if (total > budget.limits().totalBytes()) {
          throw new PluginRejectedException(
              "It is larger than " + (budget.limits().totalBytes() >> 20) + " MiB.");
        }
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The SHA-256 of a file, read without copying it. */
  static String sha256Of(Path file) throws IOException {
    MessageDigest digest = sha256Digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** What is done with an archive while it is mapped. */
  private interface Visit {
    void accept(ByteBuffer archive, ZipDirectory directory, ZipContent content) throws IOException;
  }

  private static void visit(Path copy, Visit visit) throws IOException {
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      ByteBuffer archive =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
      ZipDirectory directory = ZipDirectory.read(archive);
      try (ZipContent content = new ZipContent(archive, directory)) {
        visit.accept(archive, directory, content);
      }
    }
  }

  private List<Path> openJar(Path copy) throws IOException {
    visit(
        copy,
        (archive, directory, content) -> {
          readManifest(directory, content, true);
          ArchiveChecks.check(archive, directory, budget);
          requireClasses(directory);
          verifyContent(directory, content, member -> false);
        });
    return List.of(copy);
  }

  private List<Path> openZip(Path copy, Path folder) throws IOException {
    List<Path> libraries = new ArrayList<>();
    visit(
        copy,
        (archive, directory, content) -> {
          readManifest(directory, content, false);
          ArchiveChecks.check(archive, directory, budget);
          verifyContent(directory, content, ArchiveIntake::isLibrary);
          Path lib = Files.createDirectory(folder.resolve("lib"));
          lib.toFile().deleteOnExit();
          for (ZipMember member : directory.members()) {
            if (isLibrary(member)) {
              libraries.add(unpack(member, content, lib));
            }
          }
        });
    if (libraries.isEmpty()) {
      throw new PluginRejectedException("The zip has no jar in its " + LIBRARIES + " folder.");
    }
    boolean ownManifest = manifest.isPresent();
    boolean classes = false;
    for (Path library : libraries) {
      classes |= openLibrary(library, ownManifest);
    }
    if (!classes) {
      throw new PluginRejectedException(noClass());
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
    target.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      content.copy(member, out);
    }
    return target;
  }

  /** Checks one jar of {@code lib/} and says whether it holds classes. */
  private boolean openLibrary(Path library, boolean ownManifest) throws IOException {
    boolean[] classes = new boolean[1];
    visit(
        library,
        (archive, directory, content) -> {
          ArchiveChecks.check(archive, directory, budget);
          verifyContent(directory, content, member -> false);
          readLibraryManifest(directory, content, ownManifest);
          classes[0] = hasClass(directory);
        });
    return classes[0];
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
  }

  private void readLibraryManifest(ZipDirectory directory, ZipContent content, boolean ownManifest)
      throws IOException {
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

  /** Inflates every entry once, to nowhere, unless these very bytes passed before. */
  private void verifyContent(
      ZipDirectory directory, ZipContent content, Predicate<ZipMember> unpackedAnyway)
      throws IOException {
    if (checked.contains(sha256)) {
      return;
    }
    for (ZipMember member : directory.members()) {
      if (!member.folder() && !unpackedAnyway.test(member)) {
        content.copy(member, OutputStream.nullOutputStream());
      }
    }
  }

  private static void requireClasses(ZipDirectory directory) {
    if (!hasClass(directory)) {
      throw new PluginRejectedException(noClass());
    }
  }

  private static boolean hasClass(ZipDirectory directory) {
    return directory.members().stream().anyMatch(member -> member.name().endsWith(".class"));
  }

  private static String noClass() {
    return "The archive holds no class.";
  }
}
