package org.jackfield.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the canonical model does not know: fields by name, each with its raw JSON, in the order they
 * came. A request, a message, a part, a tool and a chunk have some each, so that a field stays with
 * what it belongs to. Immutable.
 *
 * <p>A name is the field's own in its protocol, such as {@code cache_control}; a field of an object
 * inside is named by its path from here, such as {@code image_url.detail}. A backend sends on what
 * its protocol knows, refuses what changes the answer, and notes what it leaves out; it drops
 * nothing silently.
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

  /** The same with that field, in place of one of that name or as the last. */
  public Extensions with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(json);
    more.put(name, value);
    return of(more);
  }

  /** The same without the field of that name. */
  public Extensions without(String name) {
    if (!json.containsKey(name)) {
      return this;
    }
    Map<String, String> fewer = new LinkedHashMap<>(json);
    fewer.remove(name);
    return of(fewer);
  }

  /** These fields and the other ones, which win where both have a name. */
  public Extensions and(Extensions other) {
    if (other.isEmpty()) {
      return this;
    }
    Map<String, String> both = new LinkedHashMap<>(json);
    both.putAll(other.json);
    return of(both);
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

  /** Names and sizes; never the values, which may be a prompt's. */
  @Override
  public String toString() {
    return json.entrySet().stream()
        .map(field -> field.getKey() + " of " + field.getValue().length() + " characters")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
