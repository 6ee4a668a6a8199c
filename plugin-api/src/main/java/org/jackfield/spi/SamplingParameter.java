package org.jackfield.spi;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.chat.Sampling;

/**
 * A figure of {@link Sampling} that a model may refuse, although its protocol has a word for it.
 */
public enum SamplingParameter {
  /** {@link Sampling#temperature}. */
  TEMPERATURE,
  /** {@link Sampling#topP}. */
  TOP_P,
  /** {@link Sampling#topK}. */
  TOP_K,
  /** {@link Sampling#minP}. */
  MIN_P,
  /** {@link Sampling#seed}. */
  SEED,
  /** The repeat penalty. */
  REPEAT_PENALTY,
  /** The presence penalty. */
  PRESENCE_PENALTY,
  /** The frequency penalty. */
  FREQUENCY_PENALTY;

  /** Its name in YAML and JSON, such as {@code top_p}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The feature that a model needs to take it; empty where no feature stands for it. */
  public Optional<Capability> feature() {
    return switch (this) {
      case SEED -> Optional.of(Capability.SEED);
      case PRESENCE_PENALTY, FREQUENCY_PENALTY -> Optional.of(Capability.PENALTIES);
      case TEMPERATURE, TOP_P, TOP_K, MIN_P, REPEAT_PENALTY -> Optional.empty();
    };
  }

  /** The parameter of that name; empty when there is none. */
  public static Optional<SamplingParameter> of(String word) {
    for (SamplingParameter parameter : values()) {
      if (parameter.word().equals(word)) {
        return Optional.of(parameter);
      }
    }
    return Optional.empty();
  }

  /** The parameters that have a figure there. */
  public static Set<SamplingParameter> in(Sampling sampling) {
    EnumSet<SamplingParameter> found = EnumSet.noneOf(SamplingParameter.class);
    for (SamplingParameter parameter : values()) {
      if (parameter.isIn(sampling)) {
        found.add(parameter);
      }
    }
    return found;
  }

  private boolean isIn(Sampling sampling) {
    return switch (this) {
      case TEMPERATURE -> sampling.temperature().isPresent();
      case TOP_P -> sampling.topP().isPresent();
      case TOP_K -> sampling.topK().isPresent();
      case MIN_P -> sampling.minP().isPresent();
      case SEED -> sampling.seed().isPresent();
      case REPEAT_PENALTY -> sampling.penalties().repeat().isPresent();
      case PRESENCE_PENALTY -> sampling.penalties().presence().isPresent();
      case FREQUENCY_PENALTY -> sampling.penalties().frequency().isPresent();
    };
  }
}
