package org.jackfield.engine.capability;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * All rows of data on models: those that the engine comes with, then those of {@code models.yaml}.
 * They are applied in order, so a later one wins.
 *
 * @param rows the rows
 */
public record CapabilityRows(List<CapabilityRow> rows) {
  /** Nothing is known. */
  public static final CapabilityRows NONE = new CapabilityRows(List.of());

  /** Copies its list. */
  public CapabilityRows {
    rows = List.copyOf(rows);
  }

  /** The rows about a backend type that has these names. */
  public List<CapabilityRow> about(Collection<String> typeNames) {
    return rows.stream().filter(row -> row.isAbout(typeNames)).toList();
  }

  /** The types, as they are written, whose rows say something else there. */
  public List<String> differences(CapabilityRows other) {
    List<String> types = new ArrayList<>();
    for (CapabilityRows side : List.of(this, other)) {
      side.rows.stream().flatMap(row -> row.types().stream()).forEach(types::add);
    }
    return types.stream()
        .distinct()
        .filter(type -> !said(List.of(type)).equals(other.said(List.of(type))))
        .toList();
  }

  /** What is said of a type, without where it stands: a row that only moved says the same. */
  private List<List<Object>> said(Collection<String> types) {
    return about(types).stream().map(row -> List.<Object>of(row.models(), row.changes())).toList();
  }
}
