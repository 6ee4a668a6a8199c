package org.jackfield.models.fetch;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a file must be to be taken. Immutable.
 *
 * @param sha256 its digest in lower-case hex; empty when none is known yet
 * @param bytes its size; empty when unknown
 * @param aboutBytes its rough size, for progress; 0 when unknown
 */
public record Expected(Optional<String> sha256, OptionalLong bytes, long aboutBytes) {
  /** The exact size if known, else the rough one, else 0. */
  public long likelyBytes() {
    return bytes.orElse(aboutBytes);
  }
}
