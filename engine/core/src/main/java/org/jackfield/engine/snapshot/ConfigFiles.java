package org.jackfield.engine.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a snapshot is read from.
 *
 * @param root the configuration's file or folder; empty when there is none
 * @param overlay settings that commands changed
 * @param plugins folders of plugins
 * @param shippedList the list of the plugins that the distribution was built with
 */
public record ConfigFiles(
    Optional<Path> root, Path overlay, List<Path> plugins, Optional<Path> shippedList) {
  /** Copies its list. */
  public ConfigFiles {
    plugins = List.copyOf(plugins);
  }
}
