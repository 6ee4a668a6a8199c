package org.jackfield.models.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.engine.config.Nearest;
import org.jackfield.spi.ArtifactKind;

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

  /** The entries of that kind. */
  public List<Entry> entries(ArtifactKind kind) {
    return entries.stream().filter(entry -> entry.kind() == kind).toList();
  }

  /** The entry of that kind that has that name or alias. */
  public Optional<Entry> find(ArtifactKind kind, String name) {
    return entries(kind).stream()
        .filter(entry -> names(entry).anyMatch(known -> known.equalsIgnoreCase(name)))
        .findFirst();
  }

  /** The known name or alias of that kind that looks most like this one, when any does. */
  public Optional<String> nearest(ArtifactKind kind, String name) {
    return Nearest.of(name, entries(kind).stream().flatMap(Catalogue::names).toList());
  }

  private static Stream<String> names(Entry entry) {
    return Stream.concat(Stream.of(entry.name()), entry.aliases().stream());
  }
}
