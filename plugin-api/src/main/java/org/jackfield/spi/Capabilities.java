package org.jackfield.spi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What is known about a model: its features and its limits in tokens. Immutable. */
public final class Capabilities {
  private final Set<Capability> features;
  private final int contextTokens;
  private final int maxOutputTokens;

  private Capabilities(Set<Capability> features, int contextTokens, int maxOutputTokens) {
    this.features = features;
    this.contextTokens = contextTokens;
    this.maxOutputTokens = maxOutputTokens;
  }

  /** Capabilities with these features and unknown limits. */
  public static Capabilities of(Capability... features) {
    EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
    set.addAll(List.of(features));
    return new Capabilities(Collections.unmodifiableSet(set), 0, 0);
  }

  /** The same with a context window of that many tokens. */
  public Capabilities withContext(int tokens) {
    return new Capabilities(features, tokens, maxOutputTokens);
  }

  /** The same with at most that many tokens of output. */
  public Capabilities withMaxOutput(int tokens) {
    return new Capabilities(features, contextTokens, tokens);
  }

  /** The features. */
  public Set<Capability> features() {
    return features;
  }

  /** Whether the model has that feature. */
  public boolean has(Capability feature) {
    return features.contains(feature);
  }

  /** The context window in tokens, when known. */
  public OptionalInt contextTokens() {
    return contextTokens == 0 ? OptionalInt.empty() : OptionalInt.of(contextTokens);
  }

  /** The most tokens of output, when known. */
  public OptionalInt maxOutputTokens() {
    return maxOutputTokens == 0 ? OptionalInt.empty() : OptionalInt.of(maxOutputTokens);
  }

  @Override
  public String toString() {
    return features + ", context " + contextTokens + ", output " + maxOutputTokens;
  }
}
