package org.jackfield.engine.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The certificates in the files that the configuration names, read once. */
final class CertificateFiles {
  static final CertificateFiles NONE = new CertificateFiles();
  private static final int MAX_BYTES = 256 * 1024;

  private final Map<Path, List<X509Certificate>> certificates = new LinkedHashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();

  private CertificateFiles() {}

  /** Reads those files, each located where it is named. */
  static CertificateFiles read(List<Located> files, Instant now) {
    CertificateFiles all = new CertificateFiles();
    for (Located file : files) {
      all.read(file, now);
    }
    return all;
  }

  private void read(Located named, Instant now) {
    Path file = (Path) named.value();
    List<X509Certificate> found = List.of();
    try {
      found = certificates(file);
      for (X509Certificate certificate : found) {
        warnOfTime(named, certificate, now);
      }
    } catch (Refusal | IOException | CertificateException e) {
      problems.add(
          new ConfigProblem(
              named.location(),
              named.path().toString(),
              "The file " + Shown.value(named.text()) + " " + why(e) + ".",
              "Name a file with X.509 certificates in PEM form, as 'keytool -exportcert -rfc'"
                  + " writes."));
    }
    certificates.put(file, found);
  }

  /** Why a file that is there cannot be used. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String why) {
      super(why, null, false, false);
    }
  }

  private static String why(Exception e) {
    return switch (e) {
      case Refusal refusal -> String.valueOf(refusal.getMessage());
      case CertificateException damaged -> "holds no certificate that can be read";
      default -> "cannot be read (" + e.getClass().getSimpleName() + ")";
    };
  }

  private static List<X509Certificate> certificates(Path file)
      throws Refusal, IOException, CertificateException {
    if (!Files.exists(file)) {
      throw new Refusal("is not there");
    }
    if (!Files.isRegularFile(file)) {
      throw new Refusal("is not a file");
    }
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new Refusal("may be written by every user of this machine (chmod o-w it)");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new Refusal("has more than " + MAX_BYTES + " bytes");
    }
    List<X509Certificate> found = new ArrayList<>();
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes))) {
      found.add((X509Certificate) certificate);
    }
    if (found.isEmpty()) {
      throw new Refusal("holds no certificate");
    }
    return found;
  }

  private void warnOfTime(Located named, X509Certificate certificate, Instant now) {
    Instant first = certificate.getNotBefore().toInstant();
    Instant last = certificate.getNotAfter().toInstant();
    if (now.isBefore(first) || now.isAfter(last)) {
      warnings.add(
          new ConfigProblem(
              named.location(),
              named.path().toString(),
              "The certificate of "
                  + Shown.value(certificate.getSubjectX500Principal().getName())
                  + " is valid from "
                  + first
                  + " to "
                  + last
                  + " only: nobody is trusted by it now.",
              "Name the one that replaces it."));
    }
  }

  /** The certificates of those files, as far as they could be read. */
  List<X509Certificate> of(List<Located> files) {
    return files.stream()
        .map(file -> certificates.getOrDefault((Path) file.value(), List.of()))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /** What is wrong. */
  List<ConfigProblem> problems() {
    return List.copyOf(problems);
  }

  /** What is odd. */
  List<ConfigProblem> warnings() {
    return List.copyOf(warnings);
  }

  /** The files, there or not. */
  List<Path> paths() {
    return List.copyOf(certificates.keySet());
  }
}
