package org.jackfield.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the canonical model does not know: fields by name, each with its raw JSON, in the order they
 * came. Immutable. A backend sends on what its protocol knows, refuses what changes the answer, and
 * notes what it leaves out; it drops nothing silently.
 */
public final class Extensions {
  /** No fields. */
  public static final Extensions NONE = new Extensions(Map.of());

  private final Map<String, String> json;

  private Extensions(Map<String, String> json) {
    this.json = json;
  }

  /** Fields by name, each with its raw JSON. */
  public static Extensions of(Map<String, String> json) {
    return json.isEmpty()
        ? NONE
        : new Extensions(Collections.unmodifiableMap(new LinkedHashMap<>(json)));
  }

  /** The names, in the order they came. */
  public Set<String> names() {
    return json.keySet();
  }

  /** The raw JSON of a field. */
  public Optional<String> json(String name) {
    return Optional.ofNullable(json.get(name));
  }

  /** Whether there are no fields. */
  public boolean isEmpty() {
    return json.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Extensions extensions && extensions.json.equals(json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
