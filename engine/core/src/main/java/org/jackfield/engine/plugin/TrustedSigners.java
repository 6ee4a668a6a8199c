package org.jackfield.engine.plugin;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The certificates that the configuration names, as judges of a signer: trusted is who signed with
 * one of them, or with one that one of them issued, through others or not, for signing code.
 * Immutable.
 */
record TrustedSigners(List<X509Certificate> certificates) {
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  /** Copies its list. */
  TrustedSigners {
    certificates = List.copyOf(certificates);
  }

  /**
   * Why a signer is not trusted; empty when it is.
   *
   * @param chain the signer's certificate, then what the archive says about who issued it
   */
  Optional<String> objection(List<X509Certificate> chain, Instant now) {
    X509Certificate signer = chain.getFirst();
    try {
      signer.checkValidity(Date.from(now));
    } catch (CertificateExpiredException e) {
      return Optional.of("its certificate expired on " + signer.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException e) {
      return Optional.of("its certificate begins on " + signer.getNotBefore().toInstant());
    }
    if (certificates.contains(signer)) {
      return Optional.empty();
    }
    List<X509Certificate> issuers = certificates.stream().filter(TrustedSigners::mayIssue).toList();
    if (issuers.isEmpty()) {
      return Optional.of("its certificate is not listed");
    }
    Optional<String> notIssued = notIssued(chain, issuers, now);
    return notIssued.isPresent() ? notIssued : purpose(signer);
  }

  /**
   * Whether a certificate was made to issue others. The JDK does not ask that of the one that a
   * path ends at: without this, who owns a listed certificate could make others trusted.
   */
  private static boolean mayIssue(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
  }

  /** Why none of them issued the signer's; only the signatures of the chain can prove it. */
  private static Optional<String> notIssued(
      List<X509Certificate> chain, List<X509Certificate> issuers, Instant now) {
    try {
      Set<TrustAnchor> anchors = new HashSet<>();
      issuers.forEach(issuer -> anchors.add(new TrustAnchor(issuer, null)));
      PKIXParameters rules = new PKIXParameters(anchors);
      rules.setRevocationEnabled(false); // an engine may have no way to whoever would know
      rules.setDate(Date.from(now));
      List<X509Certificate> below =
          chain.stream().takeWhile(certificate -> !issuers.contains(certificate)).toList();
      CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(below);
      CertPathValidator.getInstance("PKIX").validate(path, rules);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      return Optional.of(
          "no listed certificate issued its own ("
              + ShownText.of(String.valueOf(e.getMessage()))
              + ")");
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("There is an anchor at least.", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has X.509 and PKIX.", e);
    }
  }

  /** A certificate of the same issuer that is meant for a web server must not sign plugins. */
  private static Optional<String> purpose(X509Certificate signer) {
    boolean[] usage = signer.getKeyUsage();
    try {
      List<String> purposes = signer.getExtendedKeyUsage();
      boolean signs = usage == null || usage[DIGITAL_SIGNATURE];
      boolean code =
          purposes == null || purposes.contains(CODE_SIGNING) || purposes.contains(ANY_PURPOSE);
      return signs && code
          ? Optional.empty()
          : Optional.of("its certificate is not for signing code");
    } catch (CertificateParsingException e) {
      return Optional.of("its certificate cannot be read");
    }
  }
}
