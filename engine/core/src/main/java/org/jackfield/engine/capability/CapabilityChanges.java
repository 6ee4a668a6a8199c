package org.jackfield.engine.capability;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;

/**
 * What somebody knows better of a model than what is known so far; what is absent stays as it is.
 *
 * @param contextTokens the context window
 * @param maxOutputTokens the most tokens of output
 * @param has features more
 * @param lacks features less, also of those in {@code has}
 * @param refuses the sampling parameters that it refuses, in place of all known so far
 * @param traits by name, each in place of one of that name
 */
public record CapabilityChanges(
    OptionalInt contextTokens,
    OptionalInt maxOutputTokens,
    Set<Capability> has,
    Set<Capability> lacks,
    Optional<Set<SamplingParameter>> refuses,
    Map<String, String> traits) {
  /** Nothing. */
  public static final CapabilityChanges NONE =
      new CapabilityChanges(
          OptionalInt.empty(), OptionalInt.empty(), Set.of(), Set.of(), Optional.empty(), Map.of());

  /** Copies its collections, in a fixed order. */
  public CapabilityChanges {
    has = ordered(has);
    lacks = ordered(lacks);
    refuses = refuses.map(Set::copyOf);
    traits = Collections.unmodifiableMap(new TreeMap<>(traits));
  }

  private static Set<Capability> ordered(Set<Capability> features) {
    EnumSet<Capability> ordered = EnumSet.noneOf(Capability.class);
    ordered.addAll(features);
    return Collections.unmodifiableSet(ordered);
  }

  /** Capabilities with these changes. */
  public Capabilities on(Capabilities before) {
    Capabilities after = before.with(has).without(lacks);
    if (contextTokens.isPresent()) {
      after = after.withContext(contextTokens.getAsInt());
    }
    if (maxOutputTokens.isPresent()) {
      after = after.withMaxOutput(maxOutputTokens.getAsInt());
    }
    if (refuses.isPresent()) {
      after = after.withRefused(refuses.get());
    }
    for (Map.Entry<String, String> trait : traits.entrySet()) {
      after = after.withTrait(trait.getKey(), trait.getValue());
    }
    return after;
  }
}
