package org.jackfield.engine.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known about one file in a plugin folder. Immutable; holds nothing of the plugin itself.
 *
 * @param id the manifest's {@code Plugin-Id}; the file's name when the manifest gives none
 * @param version the manifest's {@code Plugin-Version}; empty when it gives none
 * @param sha256 SHA-256 of the archive in hex; empty when it could not be read
 * @param file where it was found
 * @param types the backend types it brings: those of its factories when it is ready, else those its
 *     manifest names
 * @param state whether it can be used
 * @param reason why it is quarantined
 * @param license the manifest's {@code Plugin-License}
 * @param vetting who vouches for it, and what its classes do
 */
public record PluginInfo(
    String id,
    String version,
    String sha256,
    Path file,
    List<String> types,
    PluginState state,
    Optional<String> reason,
    Optional<String> license,
    Vetting vetting) {

  /** Copies its list. */
  public PluginInfo {
    types = List.copyOf(types);
  }
}
