package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the signature of an archive, as a whole: the JDK verifies entry by entry and takes one
 * that nobody signed for granted. Format: <a
 * href="https://docs.oracle.com/en/java/javase/25/docs/specs/jar/jar.html#signed-jar-file">JAR File
 * Specification</a>.
 */
final class SignatureCheck {
  private static final Pattern SIGNATURE_FILE = Pattern.compile("META-INF/[^/]+\\.SF");
  private static final Pattern OWN_FILE =
      Pattern.compile("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|MANIFEST\\.MF)");
  private static final String MAIN_ATTRIBUTES = "-DIGEST-MANIFEST-MAIN-ATTRIBUTES";

  private SignatureCheck() {}

  /** Whether an archive claims to be signed. */
  static boolean claimedIn(ZipDirectory directory) {
    return directory.members().stream()
        .anyMatch(member -> SIGNATURE_FILE.matcher(upper(member.name())).matches());
  }

  /** The signature of a private copy that passed all checks of archives and claims to be signed. */
  static JarSignature of(Path archive) throws IOException {
    try (JarFile jar = new JarFile(archive.toFile(), true, ZipFile.OPEN_READ)) {
      @Nullable Set<CodeSigner> everywhere = null;
      for (JarEntry entry : Collections.list(jar.entries())) {
        String name = upper(entry.getName());
        if (SIGNATURE_FILE.matcher(name).matches() && !coversManifest(jar, entry)) {
          return new JarSignature.Broken(
              ShownText.of(entry.getName()) + " does not cover the attributes of the manifest");
        }
        if (entry.isDirectory() || OWN_FILE.matcher(name).matches()) {
          continue;
        }
        Set<CodeSigner> signers = signers(jar, entry);
        if (signers.isEmpty()) {
          return new JarSignature.Broken(
              "the entry "
                  + ShownText.quoted(entry.getName())
                  + " is not covered by a signature that Java accepts");
        }
        if (everywhere == null) {
          everywhere = signers;
        } else {
          everywhere.retainAll(signers);
        }
      }
      return everywhere == null || everywhere.isEmpty()
          ? new JarSignature.Broken("no one signer signed all of it")
          : new JarSignature.Signed(everywhere.stream().map(SignatureCheck::chain).toList());
    } catch (SecurityException e) {
      return new JarSignature.Broken(ShownText.of(String.valueOf(e.getMessage())));
    }
  }

  /** The signers of an entry, which are known once all of it was read. */
  private static Set<CodeSigner> signers(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    CodeSigner[] signers = entry.getCodeSigners();
    return signers == null ? Set.of() : new LinkedHashSet<>(Arrays.asList(signers));
  }

  /**
   * Whether a signature file holds for the manifest's main attributes, which say whose plugin this
   * is. The JDK leaves that to the signature file.
   */
  private static boolean coversManifest(JarFile jar, JarEntry signatureFile) throws IOException {
    try (InputStream content = jar.getInputStream(signatureFile)) {
      return new Manifest(content)
          .getMainAttributes().keySet().stream()
              .anyMatch(name -> upper(name.toString()).endsWith(MAIN_ATTRIBUTES));
    }
  }

  private static List<X509Certificate> chain(CodeSigner signer) {
    List<X509Certificate> chain = new ArrayList<>();
    for (Certificate certificate : signer.getSignerCertPath().getCertificates()) {
      chain.add((X509Certificate) certificate);
    }
    return chain;
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
