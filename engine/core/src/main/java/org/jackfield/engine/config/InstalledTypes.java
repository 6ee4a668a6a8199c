package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jackfield.spi.SettingsSpec;

/**
 * The backend types that the plugins bring, and those they would bring if they were whole.
 *
 * @param types the usable ones
 * @param unavailable types of plugins that could not be loaded, with the reason
 */
public record InstalledTypes(List<Type> types, Map<String, String> unavailable) {
  /**
   * A usable type.
   *
   * @param names its name and its aliases
   * @param settings what may be configured
   */
  public record Type(List<String> names, SettingsSpec settings) {
    /** Copies its list. */
    public Type {
      names = List.copyOf(names);
    }
  }

  /** Copies its collections. */
  public InstalledTypes {
    types = List.copyOf(types);
    unavailable = Map.copyOf(unavailable);
  }

  /**
   * Types from a map of every name and alias; names of the same specification object are aliases.
   */
  public static InstalledTypes of(
      Map<String, SettingsSpec> settings, Map<String, String> unavailable) {
    Map<SettingsSpec, List<String>> names = new IdentityHashMap<>();
    Map<String, SettingsSpec> sorted = new TreeMap<>(settings);
    sorted.forEach((name, spec) -> names.computeIfAbsent(spec, s -> new ArrayList<>()).add(name));
    List<Type> types = new ArrayList<>();
    sorted.forEach(
        (name, spec) -> {
          List<String> all = names.getOrDefault(spec, List.of());
          if (name.equals(all.getFirst())) {
            types.add(new Type(all, spec));
          }
        });
    return new InstalledTypes(types, unavailable);
  }

  /** The type of that name or alias. */
  public Optional<Type> find(String name) {
    return types.stream().filter(type -> type.names().contains(name)).findFirst();
  }

  /** Whether both names mean the same type. */
  boolean same(String one, String other) {
    return one.equals(other) || find(one).filter(type -> type.names().contains(other)).isPresent();
  }

  /** Every name and alias that an entry's {@code type} may have, sorted. */
  public Collection<String> names() {
    TreeSet<String> names = new TreeSet<>(unavailable.keySet());
    types.forEach(type -> names.addAll(type.names()));
    return names;
  }
}
