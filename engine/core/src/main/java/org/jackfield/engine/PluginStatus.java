package org.jackfield.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.engine.plugin.Vetting;

/**
 * A plugin as it stands.
 *
 * @param id its id; its file's name when it says none
 * @param version its version; empty when it says none
 * @param sha256 the digest of its file; empty when it could not be read
 * @param file its file
 * @param types the backend types it brings
 * @param state whether it can be used
 * @param reason why it is quarantined; empty when it is ready
 * @param vetting who vouches for it, and what its classes do
 */
public record PluginStatus(
    String id,
    String version,
    String sha256,
    Path file,
    List<String> types,
    PluginState state,
    Optional<String> reason,
    Vetting vetting) {
  /** Copies its list. */
  public PluginStatus {
    types = List.copyOf(types);
  }
}
