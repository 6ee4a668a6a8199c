package org.jackfield.chattemplate;

/** What {@code keys()}, {@code values()} and {@code items()} of a mapping return. */
record DictView(DictValue dict, Kind kind) implements Value {
  enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String pythonName;

    Kind(String pythonName) {
      this.pythonName = pythonName;
    }

    String pythonName() {
      return pythonName;
    }
  }

  Value element(DictValue.Entry entry) {
    return switch (kind) {
      case KEYS -> entry.key();
      case VALUES -> entry.value();
      case ITEMS -> new TupleValue(java.util.List.of(entry.key(), entry.value()), dict.content());
    };
  }
}
