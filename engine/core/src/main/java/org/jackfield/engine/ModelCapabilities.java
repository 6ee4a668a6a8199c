package org.jackfield.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.engine.capability.CapabilitySource;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;

/**
 * What is known of a backend's model, and who said so.
 *
 * @param backend the backend's name
 * @param type its type
 * @param model the model
 * @param capabilities all that is known
 * @param sources who said something beside the plugin, in the order that it was applied
 * @param operations what its backend does beside chat
 */
public record ModelCapabilities(
    String backend,
    String type,
    String model,
    Capabilities capabilities,
    List<CapabilitySource> sources,
    Set<BackendOperation> operations) {
  private static final String YES = "yes";

  /**
   * One thing that is known.
   *
   * @param name what, by its key in YAML
   * @param value how it is
   * @param place where it is said
   */
  public record Fact(String name, String value, String place) {}

  /** Copies its collections. */
  public ModelCapabilities {
    sources = List.copyOf(sources);
    EnumSet<BackendOperation> ordered = EnumSet.noneOf(BackendOperation.class);
    ordered.addAll(operations);
    operations = Collections.unmodifiableSet(ordered);
  }

  /** Everything that is known, and that somebody said is not so, each with who said it last. */
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    capabilities
        .contextTokens()
        .ifPresent(tokens -> add(facts, "context", tokens, c -> c.contextTokens().isPresent()));
    capabilities
        .maxOutputTokens()
        .ifPresent(
            tokens -> add(facts, "max_output", tokens, c -> c.maxOutputTokens().isPresent()));
    for (Capability feature : Capability.values()) {
      Predicate<CapabilityChanges> about =
          changes -> changes.has().contains(feature) || changes.lacks().contains(feature);
      boolean has = capabilities.has(feature);
      if (has || sources.stream().anyMatch(source -> about.test(source.changes()))) {
        add(facts, feature.name().toLowerCase(Locale.ROOT), has ? YES : "no", about);
      }
    }
    for (SamplingParameter parameter : capabilities.refused()) {
      add(facts, parameter.word(), "refused", changes -> refuses(changes, parameter));
    }
    capabilities
        .traits()
        .forEach(
            (name, value) ->
                add(facts, "traits." + name, value, c -> c.traits().containsKey(name)));
    return facts;
  }

  private static boolean refuses(CapabilityChanges changes, SamplingParameter parameter) {
    return changes.refuses().filter(refused -> refused.contains(parameter)).isPresent()
        || parameter.feature().filter(changes.lacks()::contains).isPresent();
  }

  private void add(
      List<Fact> facts, String name, Object value, Predicate<CapabilityChanges> about) {
    String place = CapabilitySource.PLUGIN;
    for (CapabilitySource source : sources) {
      if (about.test(source.changes())) {
        place = source.place();
      }
    }
    facts.add(new Fact(name, value.toString(), place));
  }
}
