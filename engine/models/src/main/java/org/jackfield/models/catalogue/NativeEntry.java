package org.jackfield.models.catalogue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.ArtifactKind;

/**
 * A native library of the catalogue, pinned to one version. Immutable.
 *
 * @param name the name to ask for it by
 * @param aliases other names
 * @param version its one version: layouts of its structures change between versions
 * @param variable the environment variable that names a folder with the user's own copy
 * @param licence its terms
 * @param platforms how to get it, by {@link org.jackfield.models.Platform} id, in file order
 */
public record NativeEntry(
    String name,
    List<String> aliases,
    String version,
    String variable,
    Licence licence,
    Map<String, NativePlatform> platforms)
    implements Entry {
  /** Copies its lists. */
  public NativeEntry {
    aliases = List.copyOf(aliases);
    platforms = Collections.unmodifiableMap(new LinkedHashMap<>(platforms));
  }

  @Override
  public ArtifactKind kind() {
    return ArtifactKind.NATIVE;
  }

  @Override
  public String title() {
    return name + " " + version;
  }
}
