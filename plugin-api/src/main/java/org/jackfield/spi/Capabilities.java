package org.jackfield.spi;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a model: its features and its limits in tokens, or that the backend does not
 * have it. Immutable.
 */
public final class Capabilities {
  private final Set<Capability> features;
  private final int contextTokens;
  private final int maxOutputTokens;
  private final @Nullable BackendException refusal;

  private Capabilities(
      Set<Capability> features,
      int contextTokens,
      int maxOutputTokens,
      @Nullable BackendException refusal) {
    this.features = features;
    this.contextTokens = contextTokens;
    this.maxOutputTokens = maxOutputTokens;
    this.refusal = refusal;
  }

  /** Capabilities with these features and unknown limits. */
  public static Capabilities of(Capability... features) {
    EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
    set.addAll(List.of(features));
    return new Capabilities(Collections.unmodifiableSet(set), 0, 0, null);
  }

  /**
   * The model is none of this backend's, for the reason of that error: no call for it is sent here.
   * A backend that would have to ask its server whether it has a model does not say this; it lets
   * the call come.
   */
  public static Capabilities notOffered(BackendException why) {
    return new Capabilities(Set.of(), 0, 0, why);
  }

  /** The same with a context window of that many tokens. */
  public Capabilities withContext(int tokens) {
    return new Capabilities(features, tokens, maxOutputTokens, refusal);
  }

  /** The same with at most that many tokens of output. */
  public Capabilities withMaxOutput(int tokens) {
    return new Capabilities(features, contextTokens, tokens, refusal);
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

  /** Why the backend does not have the model; empty when it has it, or may have it. */
  public Optional<BackendException> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public String toString() {
    if (refusal != null) {
      return "not offered: " + refusal.message();
    }
    return features + ", context " + contextTokens + ", output " + maxOutputTokens;
  }
}
