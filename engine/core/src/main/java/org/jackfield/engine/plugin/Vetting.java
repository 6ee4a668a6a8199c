package org.jackfield.engine.plugin;

import java.util.List;
import java.util.Optional;

/**
 * What was found out about a plugin's file before any of its code ran. Immutable; holds nothing of
 * the plugin itself.
 *
 * @param signature who vouches for it
 * @param signer who signed it, with what is wrong about that where it is not trusted; empty when
 *     nobody did
 * @param findings what its classes do that may take the process with it
 * @param allowedBy what allows these findings; empty when nothing does, or there are none
 */
public record Vetting(
    SignatureState signature,
    Optional<String> signer,
    List<ClassFinding> findings,
    Optional<String> allowedBy) {
  /** Of a file that was refused before anybody looked. */
  static final Vetting NONE =
      new Vetting(SignatureState.UNCHECKED, Optional.empty(), List.of(), Optional.empty());

  /** Copies its list. */
  public Vetting {
    findings = List.copyOf(findings);
  }
}
