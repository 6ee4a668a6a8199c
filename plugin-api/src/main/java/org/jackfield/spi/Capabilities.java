package org.jackfield.spi;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a model: its features, the sampling parameters that it refuses, its limits in
 * tokens, and traits that only its backend type knows; or that the backend does not have it.
 * Immutable.
 */
public final class Capabilities {
  private static final Capabilities NOTHING =
      new Capabilities(Set.of(), Set.of(), 0, 0, Map.of(), null);

  private final Set<Capability> features;
  private final Set<SamplingParameter> declared;
  private final Set<SamplingParameter> refused;
  private final int contextTokens;
  private final int maxOutputTokens;
  private final Map<String, String> traits;
  private final @Nullable BackendException refusal;

  private Capabilities(
      Set<Capability> features,
      Set<SamplingParameter> declared,
      int contextTokens,
      int maxOutputTokens,
      Map<String, String> traits,
      @Nullable BackendException refusal) {
    this.features = features;
    this.declared = declared;
    this.refused = refused(features, declared);
    this.contextTokens = contextTokens;
    this.maxOutputTokens = maxOutputTokens;
    this.traits = traits;
    this.refusal = refusal;
  }

  private static Set<SamplingParameter> refused(
      Set<Capability> features, Set<SamplingParameter> declared) {
    EnumSet<SamplingParameter> all = EnumSet.noneOf(SamplingParameter.class);
    all.addAll(declared);
    for (SamplingParameter parameter : SamplingParameter.values()) {
      if (parameter.feature().filter(feature -> !features.contains(feature)).isPresent()) {
        all.add(parameter);
      }
    }
    return Collections.unmodifiableSet(all);
  }

  /** Capabilities with these features and unknown limits. */
  public static Capabilities of(Capability... features) {
    return NOTHING.with(Arrays.asList(features));
  }

  /**
   * The model is none of this backend's, for the reason of that error: no call for it is sent here.
   * A backend that would have to ask its server whether it has a model does not say this; it lets
   * the call come.
   */
  public static Capabilities notOffered(BackendException why) {
    return new Capabilities(Set.of(), Set.of(), 0, 0, Map.of(), why);
  }

  /** The same with these features more. */
  public Capabilities with(Collection<Capability> more) {
    EnumSet<Capability> all = EnumSet.noneOf(Capability.class);
    all.addAll(features);
    all.addAll(more);
    return withFeatures(all);
  }

  /** The same without these features. */
  public Capabilities without(Collection<Capability> lacking) {
    EnumSet<Capability> rest = EnumSet.noneOf(Capability.class);
    rest.addAll(features);
    rest.removeAll(lacking);
    return withFeatures(rest);
  }

  private Capabilities withFeatures(EnumSet<Capability> features) {
    return new Capabilities(
        Collections.unmodifiableSet(features),
        declared,
        contextTokens,
        maxOutputTokens,
        traits,
        refusal);
  }

  /** The same, refusing these sampling parameters, and those that need a feature it has not. */
  public Capabilities withRefused(Collection<SamplingParameter> refused) {
    EnumSet<SamplingParameter> all = EnumSet.noneOf(SamplingParameter.class);
    all.addAll(refused);
    return new Capabilities(
        features,
        Collections.unmodifiableSet(all),
        contextTokens,
        maxOutputTokens,
        traits,
        refusal);
  }

  /** The same with a context window of that many tokens. */
  public Capabilities withContext(int tokens) {
    return new Capabilities(features, declared, tokens, maxOutputTokens, traits, refusal);
  }

  /** The same with at most that many tokens of output. */
  public Capabilities withMaxOutput(int tokens) {
    return new Capabilities(features, declared, contextTokens, tokens, traits, refusal);
  }

  /** The same with that trait, in place of one of that name. */
  public Capabilities withTrait(String name, String value) {
    Map<String, String> more = new TreeMap<>(traits);
    more.put(name, value);
    return new Capabilities(
        features,
        declared,
        contextTokens,
        maxOutputTokens,
        Collections.unmodifiableMap(more),
        refusal);
  }

  /** The features. */
  public Set<Capability> features() {
    return features;
  }

  /** Whether the model has that feature. */
  public boolean has(Capability feature) {
    return features.contains(feature);
  }

  /**
   * The sampling parameters that the model refuses, or has no word for: those that were declared,
   * and those that need a {@linkplain SamplingParameter#feature feature} it has not. What is not
   * here it takes, or may take.
   */
  public Set<SamplingParameter> refused() {
    return refused;
  }

  /** The context window in tokens, when known. */
  public OptionalInt contextTokens() {
    return contextTokens == 0 ? OptionalInt.empty() : OptionalInt.of(contextTokens);
  }

  /** The most tokens of output, when known. */
  public OptionalInt maxOutputTokens() {
    return maxOutputTokens == 0 ? OptionalInt.empty() : OptionalInt.of(maxOutputTokens);
  }

  /**
   * How the model wants to be asked, in words of its backend type, such as whether it takes an
   * effort or a budget of thinking. The engine hands them on and knows none.
   */
  public Optional<String> trait(String name) {
    return Optional.ofNullable(traits.get(name));
  }

  /** All traits by name. */
  public Map<String, String> traits() {
    return traits;
  }

  /** Why the backend does not have the model; empty when it has it, or may have it. */
  public Optional<BackendException> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public String toString() {
    if (refusal != null) {
      return "not offered: " + refusal.message();
    }
    return features
        + ", context "
        + contextTokens
        + ", output "
        + maxOutputTokens
        + (refused.isEmpty() ? "" : ", refuses " + refused)
        + (traits.isEmpty() ? "" : ", " + traits);
  }
}
