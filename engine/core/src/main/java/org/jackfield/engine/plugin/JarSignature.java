package org.jackfield.engine.plugin;

import java.security.cert.X509Certificate;
import java.util.List;

/** What the signature of an archive says, before anybody asks whether its signer is trusted. */
sealed interface JarSignature {
  /** Nobody signed it. */
  record None() implements JarSignature {}

  /**
   * It does not hold: something was changed, added or left out after the signing.
   *
   * @param how what is wrong, as the rest of a sentence
   */
  record Broken(String how) implements JarSignature {}

  /**
   * Everything in it was signed.
   *
   * @param signers who signed all of it: one chain of certificates each, the signer's own first,
   *     the rest as the archive gives them and therefore proof of nothing
   */
  record Signed(List<List<X509Certificate>> signers) implements JarSignature {
    /** Copies its lists. */
    public Signed {
      signers = signers.stream().map(List::copyOf).toList();
    }
  }
}
