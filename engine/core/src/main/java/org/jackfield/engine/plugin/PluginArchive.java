package org.jackfield.engine.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * A plugin archive that passed the checks, as a private copy.
 *
 * @param file the original
 * @param sha256 SHA-256 of the copy, in hex
 * @param manifest what it says of itself
 * @param folder the private folder of this copy
 * @param classPath the jars to load classes from, inside that folder
 */
record PluginArchive(
    Path file, String sha256, PluginManifest manifest, Path folder, List<Path> classPath) {
  PluginArchive {
    classPath = List.copyOf(classPath);
  }
}
