package org.jackfield.models.catalogue;

import java.util.List;

/** Something the catalogue names. Immutable. */
public sealed interface Entry permits ModelEntry, NativeEntry {
  /** The name to ask for it by. */
  String name();

  /** Other names for it. */
  List<String> aliases();

  /** The name to show to people. */
  String title();

  /** Its terms. */
  Licence licence();
}
