package org.jackfield.engine.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * A plugin archive that passed the checks, as a private copy. Whether it may be loaded is another
 * question ({@link PluginGate}), asked anew with every load.
 *
 * @param file the original
 * @param sha256 SHA-256 of the copy, in hex
 * @param manifest what it says of itself
 * @param folder the private folder of this copy
 * @param classPath the jars to load classes from, inside that folder
 * @param findings what its classes do that may take the process with it
 * @param signature what its signature says
 */
record PluginArchive(
    Path file,
    String sha256,
    PluginManifest manifest,
    Path folder,
    List<Path> classPath,
    List<ClassFinding> findings,
    JarSignature signature) {
  PluginArchive {
    classPath = List.copyOf(classPath);
    findings = List.copyOf(findings);
  }

  /** The same bytes, found in another file. */
  PluginArchive foundAt(Path other) {
    return new PluginArchive(other, sha256, manifest, folder, classPath, findings, signature);
  }
}
