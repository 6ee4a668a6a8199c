package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Real keys, made by the JDK's keytool, and jars signed with them. */
public final class TestingSigners {
  private static final String PASSWORD = "changeit";
  private final Path folder;

  /** No key yet. */
  public TestingSigners(Path folder) {
    this.folder = folder;
  }

  /** A key whose certificate nobody else signed, named {@code CN=alias}. */
  public TestingSigners own(String alias)
      throws IOException, InterruptedException, GeneralSecurityException {
    return key(alias, "CN=" + alias, "-validity", "365");
  }

  /** The same, a year over its time. */
  public TestingSigners expired(String alias)
      throws IOException, InterruptedException, GeneralSecurityException {
    return key(alias, "CN=" + alias, "-startdate", "-2y", "-validity", "365");
  }

  /** A key that may issue certificates, of any name. */
  public TestingSigners authority(String alias, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    return key(alias, name, "-validity", "365", "-ext", "bc:c");
  }

  /** A key whose certificate another one issued, with one more option of keytool. */
  public TestingSigners issued(String alias, String by, String... options)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> all = new ArrayList<>(List.of("-validity", "365", "-signer", by));
    all.addAll(Arrays.asList(options));
    return key(alias, "CN=" + alias, all.toArray(String[]::new));
  }

  private TestingSigners key(String alias, String name, String... options)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", alias));
    arguments.addAll(List.of("-dname", name, "-keyalg", "EC", "-groupname", "secp256r1"));
    arguments.addAll(List.of(options));
    keytool(arguments);
    byte[] certificate = keys().getCertificate(alias).getEncoded();
    Files.writeString(
        file(alias),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n");
    return this;
  }

  /** The certificate of a key as a file. */
  public Path file(String alias) {
    return folder.resolve(alias + ".pem");
  }

  /** The certificate of a key. */
  public X509Certificate certificate(String alias) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file(alias))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** The jar, signed with a key and all that is known of who issued its certificate. */
  public byte[] sign(byte[] jar, String alias) throws IOException, GeneralSecurityException {
    return sign(jar, alias, List.of(keys().getCertificateChain(alias)));
  }

  /** The jar, signed with a key under certificates that need not be its own. */
  public byte[] sign(
      byte[] jar, String alias, List<? extends java.security.cert.Certificate> certificates)
      throws IOException, GeneralSecurityException {
    CertPath path =
        CertificateFactory.getInstance("X.509").generateCertPath(new ArrayList<>(certificates));
    PrivateKey key = (PrivateKey) keys().getKey(alias, PASSWORD.toCharArray());
    Path unsigned = Files.write(Files.createTempFile(folder, "unsigned", ".jar"), jar);
    Path signed = Files.createTempFile(folder, "signed", ".jar");
    try (ZipFile in = new ZipFile(unsigned.toFile());
        var out = Files.newOutputStream(signed)) {
      new JarSigner.Builder(key, path).signerName(alias).build().sign(in, out);
    }
    return Files.readAllBytes(signed);
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
  }

  private void keytool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString()));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " said: " + said);
    }
  }
}
