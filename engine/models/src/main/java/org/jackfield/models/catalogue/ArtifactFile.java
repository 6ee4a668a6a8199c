package org.jackfield.models.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that can be pulled. Immutable.
 *
 * @param name its name, without a folder
 * @param bytes its exact size; empty when nobody computed it
 * @param aboutBytes its rough size, for people and the check of free space; 0 when unknown
 * @param sha256 its digest in lower-case hex; empty when nobody computed it: the first pull pins it
 * @param sources where it is to be had, best first
 */
public record ArtifactFile(
    String name,
    OptionalLong bytes,
    long aboutBytes,
    Optional<String> sha256,
    List<Source> sources) {
  /** Copies its list. */
  public ArtifactFile {
    sources = List.copyOf(sources);
  }

  /** The exact size if known, else the rough one, else 0. */
  public long likelyBytes() {
    return bytes.orElse(aboutBytes);
  }
}
