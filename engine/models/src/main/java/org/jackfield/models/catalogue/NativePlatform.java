package org.jackfield.models.catalogue;

import java.nio.file.Path;
import java.util.List;

/**
 * A native library on one platform. Immutable.
 *
 * @param tested whether we ran it there
 * @param installed where an installed copy of the pinned version may be, looked into first
 * @param markers file names that only the pinned version has; a folder with one of them is a copy
 * @param archive the archive to pull when none is installed
 * @param folder the libraries' folder inside the archive
 * @param libraries glob patterns of the file names to unpack
 */
public record NativePlatform(
    boolean tested,
    List<Path> installed,
    List<String> markers,
    ArtifactFile archive,
    String folder,
    List<String> libraries) {
  /** Copies its lists. */
  public NativePlatform {
    installed = List.copyOf(installed);
    markers = List.copyOf(markers);
    libraries = List.copyOf(libraries);
  }
}
