package org.jackfield.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A plugin as it stands.
 *
 * @param id its id; its file's name when it says none
 * @param version its version; empty when it says none
 * @param sha256 the digest of its file; empty when it could not be read
 * @param file its file
 * @param types the backend types it brings
 * @param problem why it is quarantined; empty when it serves
 */
public record PluginStatus(
    String id,
    String version,
    String sha256,
    Path file,
    List<String> types,
    Optional<String> problem) {
  /** Copies its list. */
  public PluginStatus {
    types = List.copyOf(types);
  }
}
