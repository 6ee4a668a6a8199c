package org.jackfield.models.catalogue;

import java.util.List;
import org.jackfield.spi.ArtifactKind;

/** Something the catalogue names. Immutable. */
public sealed interface Entry permits ModelEntry, NativeEntry {
  /** What it is for. */
  ArtifactKind kind();

  /** The name to ask for it by. */
  String name();

  /** Other names for it. */
  List<String> aliases();

  /** The name to show to people. */
  String title();

  /** Its terms. */
  Licence licence();
}
