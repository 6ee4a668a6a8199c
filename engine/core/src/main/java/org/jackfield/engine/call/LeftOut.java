package org.jackfield.engine.call;

import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatRequest.Field;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;

/**
 * Leaves out of a request what its model refuses, each with a note. What a caller asked for has
 * either kept the model out of the plan before, or may be omitted by the profile's word; so what is
 * found here is that, or the default of a profile, template, backend or family.
 */
final class LeftOut {
  /** The trait of models that take a temperature or top-p, and not both. */
  private static final String SAMPLING = "sampling";

  private static final String ONE = "one";

  private LeftOut() {}

  /**
   * The request that the model takes.
   *
   * @param said the request of the call, before a default of its template or backend came into it
   */
  static ChatRequest of(ChatRequest request, ChatRequest said, Attempt attempt, String model) {
    Capabilities has = attempt.capabilities();
    ChatRequest fitted = request;
    if (has.trait(SAMPLING).filter(ONE::equals).isPresent() && fitted.says(Field.SAMPLING)) {
      fitted = withoutSecond(fitted, said, attempt, model);
    }
    if (!has.refused().isEmpty() && fitted.says(Field.SAMPLING)) {
      fitted = withoutRefused(fitted, attempt, model);
    }
    if (!has.has(Capability.THINKING) && fitted.says(Field.THINKING) && fitted.thinking().given()) {
      String wish = fitted.thinking().off() ? "the wish not to think" : "the wish to think";
      attempt.note(wish + " was left out: " + named(model) + " has no thinking to be asked for");
      fitted = fitted.withThinking(Thinking.NONE);
    }
    if (has.maxOutputTokens().isPresent() && fitted.says(Field.LIMITS)) {
      int most = has.maxOutputTokens().getAsInt();
      Limits limits = fitted.limits();
      if (limits.maxOutputTokens().orElse(0) > most) {
        attempt.note(
            "the configured limit of "
                + limits.maxOutputTokens().getAsInt()
                + " tokens was left out: "
                + named(model)
                + " gives "
                + most
                + " at most");
        fitted = fitted.withLimits(Limits.NONE.withStop(limits.stop()));
      }
    }
    return fitted;
  }

  private static String named(String model) {
    return model.isEmpty() ? "this model" : model;
  }

  /** A default gives way to what the call said; which of two of a kind is the plugin's choice. */
  private static ChatRequest withoutSecond(
      ChatRequest request, ChatRequest said, Attempt attempt, String model) {
    Set<SamplingParameter> either =
        EnumSet.of(SamplingParameter.TEMPERATURE, SamplingParameter.TOP_P);
    Set<SamplingParameter> kept = SamplingParameter.in(said.sampling());
    if (!SamplingParameter.in(request.sampling()).containsAll(either)
        || kept.containsAll(either)
        || Collections.disjoint(kept, either)) {
      return request;
    }
    either.removeAll(kept);
    SamplingParameter second = either.iterator().next();
    attempt.note(
        "the default "
            + second.word()
            + " was left out: "
            + named(model)
            + " takes a temperature or top_p, not both");
    return request.withSampling(without(request.sampling(), either));
  }

  private static ChatRequest withoutRefused(ChatRequest request, Attempt attempt, String model) {
    Set<SamplingParameter> refused = EnumSet.copyOf(attempt.capabilities().refused());
    refused.retainAll(SamplingParameter.in(request.sampling()));
    if (refused.isEmpty()) {
      return request;
    }
    String words = refused.stream().map(SamplingParameter::word).collect(Collectors.joining(", "));
    attempt.note(
        words
            + (refused.size() == 1 ? " was" : " were")
            + " left out: "
            + named(model)
            + " refuses "
            + (refused.size() == 1 ? "it" : "them"));
    return request.withSampling(without(request.sampling(), refused));
  }

  private static Sampling without(Sampling sampling, Set<SamplingParameter> refused) {
    Penalties penalties = sampling.penalties();
    return new Sampling(
        kept(sampling.temperature(), SamplingParameter.TEMPERATURE, refused),
        kept(sampling.topP(), SamplingParameter.TOP_P, refused),
        refused.contains(SamplingParameter.TOP_K) ? OptionalInt.empty() : sampling.topK(),
        kept(sampling.minP(), SamplingParameter.MIN_P, refused),
        refused.contains(SamplingParameter.SEED) ? OptionalLong.empty() : sampling.seed(),
        new Penalties(
            kept(penalties.repeat(), SamplingParameter.REPEAT_PENALTY, refused),
            kept(penalties.presence(), SamplingParameter.PRESENCE_PENALTY, refused),
            kept(penalties.frequency(), SamplingParameter.FREQUENCY_PENALTY, refused)));
  }

  private static OptionalDouble kept(
      OptionalDouble figure, SamplingParameter parameter, Set<SamplingParameter> refused) {
    return refused.contains(parameter) ? OptionalDouble.empty() : figure;
  }
}
