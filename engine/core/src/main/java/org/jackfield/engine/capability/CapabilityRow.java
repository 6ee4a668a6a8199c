package org.jackfield.engine.capability;

import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * A row of data on models.
 *
 * @param types backend types, or other names of them
 * @param models patterns of the names of models, {@code *} standing for any text
 * @param changes what is known of them
 * @param place where the row stands, for people
 */
public record CapabilityRow(
    List<String> types, List<String> models, CapabilityChanges changes, String place) {
  /** Copies its lists. */
  public CapabilityRow {
    types = List.copyOf(types);
    models = List.copyOf(models);
  }

  /** Whether it is about a type of these names. */
  public boolean isAbout(Collection<String> typeNames) {
    return !Collections.disjoint(types, typeNames);
  }

  /** Whether it is about that model of its types. */
  boolean isAboutModel(String model) {
    for (String pattern : models) {
      if (Wildcard.matches(pattern, model)) {
        return true;
      }
    }
    return false;
  }
}
