package org.jackfield.engine.call;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatRequest.Field;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;

/**
 * What a request asks for that a model cannot do. A request from the wire is only decoded where the
 * model lacks something that its body may ask for.
 */
final class Shortfall {
  private Shortfall() {}

  /** Each thing in words; empty when the model can do it all, or what it cannot may be omitted. */
  static List<String> of(Capabilities has, ChatRequest request, Unsupported rule) {
    boolean omitting = rule == Unsupported.OMIT;
    List<String> lacks = new ArrayList<>();
    features(has, request, omitting).forEach(lack -> lacks.add(RequestNeeds.inWords(lack)));
    if (!omitting && !has.refused().isEmpty() && request.says(Field.SAMPLING)) {
      Set<SamplingParameter> asked = SamplingParameter.in(meant(request.sampling()));
      has.refused().stream()
          .filter(asked::contains)
          .forEach(parameter -> lacks.add(parameter.word()));
    }
    if (has.maxOutputTokens().isPresent() && request.says(Field.LIMITS)) {
      int most = has.maxOutputTokens().getAsInt();
      int asked = request.limits().maxOutputTokens().orElse(0);
      if (asked > most) {
        lacks.add("a limit of " + asked + " tokens of output, it gives " + most + " at most");
      }
    }
    return lacks;
  }

  /** Without penalties that are none: many clients send them always, and they change nothing. */
  private static Sampling meant(Sampling sampling) {
    Penalties said = sampling.penalties();
    return sampling.withPenalties(
        new Penalties(
            unless(1, said.repeat()), unless(0, said.presence()), unless(0, said.frequency())));
  }

  private static OptionalDouble unless(double none, OptionalDouble figure) {
    return figure.orElse(none) == none ? OptionalDouble.empty() : figure;
  }

  private static Set<Capability> features(Capabilities has, ChatRequest request, boolean omitting) {
    EnumSet<Capability> missing = EnumSet.noneOf(Capability.class);
    for (Capability need : RequestNeeds.KNOWN) {
      boolean omitted = omitting && need == Capability.THINKING;
      if (!omitted && !has.has(need) && RequestNeeds.mayBe(need, request)) {
        missing.add(need);
      }
    }
    if (!missing.isEmpty()) {
      missing.retainAll(RequestNeeds.of(request));
    }
    return missing;
  }
}
