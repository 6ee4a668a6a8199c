package org.jackfield.models.catalogue;

import java.util.List;
import org.jackfield.spi.ArtifactKind;

/**
 * A model of the catalogue. Immutable.
 *
 * @param name the name to ask for it by
 * @param aliases other names, such as another runtime's
 * @param title the name its makers gave it
 * @param traits what it is
 * @param licence its terms
 * @param files its files; a model split into several is opened by its first one
 */
public record ModelEntry(
    String name,
    List<String> aliases,
    String title,
    ModelTraits traits,
    Licence licence,
    List<ArtifactFile> files)
    implements Entry {
  /** Copies its lists. */
  public ModelEntry {
    aliases = List.copyOf(aliases);
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a model without files: " + name);
    }
  }

  @Override
  public ArtifactKind kind() {
    return ArtifactKind.MODEL;
  }
}
