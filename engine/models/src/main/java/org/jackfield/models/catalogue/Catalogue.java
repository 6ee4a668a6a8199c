package org.jackfield.models.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.engine.config.Nearest;

/**
 * What can be pulled by name. Immutable. Names and aliases are found without regard to case.
 *
 * @param entries models and natives, in file order; no name or alias occurs twice
 */
public record Catalogue(List<Entry> entries) {
  /** The catalogue that names nothing. */
  public static final Catalogue EMPTY = new Catalogue(List.of());

  /** Copies its list. */
  public Catalogue {
    entries = List.copyOf(entries);
  }

  /** The entry of that name or alias. */
  public Optional<Entry> find(String name) {
    return entries.stream()
        .filter(entry -> names(entry).anyMatch(known -> known.equalsIgnoreCase(name)))
        .findFirst();
  }

  /** The known name or alias that looks most like this one, when any does. */
  public Optional<String> nearest(String name) {
    return Nearest.of(name, entries.stream().flatMap(Catalogue::names).toList());
  }

  private static Stream<String> names(Entry entry) {
    return Stream.concat(Stream.of(entry.name()), entry.aliases().stream());
  }
}
