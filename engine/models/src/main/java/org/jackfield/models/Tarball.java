package org.jackfield.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jackfield.models.fetch.PartFile;
import org.jackfield.models.fetch.Pull;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Takes some files out of a {@code .tar.gz}: only plain files that lie directly in the named
 * folder, so that no name can lead out of the target, and no more than a sane library has.
 */
final class Tarball {
  private static final int MAX_FILES = 256;
  private static final long MAX_BYTES = 4L << 30;

  private Tarball() {}

  /** Unpacks the chosen files into an empty folder, to the disk; tells what was written. */
  static Stamp unpack(Path tarball, String folder, Predicate<String> chosen, Path target, Pull pull)
      throws IOException {
    List<Stamp.Line> lines = new ArrayList<>();
    String prefix = folder.endsWith("/") ? folder : folder + "/";
    long total = 0;
    try (InputStream file = Files.newInputStream(tarball);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName();
        if (!name.startsWith(prefix) || !isPlainName(name.substring(prefix.length()))) {
          continue;
        }
        String plain = name.substring(prefix.length());
        if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || !chosen.test(plain)) {
          continue;
        }
        total += entry.getSize();
        if (total > MAX_BYTES || lines.size() == MAX_FILES) {
          throw refused(tarball, "it holds more than a library can");
        }
        lines.add(write(tar, target.resolve(plain), pull));
      }
    }
    if (lines.isEmpty()) {
      throw refused(tarball, "it has no libraries in its folder " + folder);
    }
    return new Stamp(lines);
  }

  private static boolean isPlainName(String name) {
    return !name.isEmpty()
        && !name.contains("/")
        && !name.contains("\\")
        && !name.contains(":")
        && !name.startsWith(".");
  }

  private static Stamp.Line write(InputStream in, Path target, Pull pull) throws IOException {
    MessageDigest digest = PartFile.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      int read;
      while ((read = in.read(buffer)) >= 0) {
        pull.check();
        digest.update(buffer, 0, read);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      out.force(true);
    }
    return Stamp.Line.of(target, HexFormat.of().formatHex(digest.digest()));
  }

  private static BackendException refused(Path tarball, String why) {
    return new BackendException(
        ErrorCode.UNAVAILABLE, tarball.getFileName() + " cannot be unpacked: " + why + ".");
  }
}
