package org.jackfield.engine.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;

/**
 * Thinking that is bound to the model which wrote it: signed, or redacted into words of its
 * provider. Another model refuses it, so it stays behind when a conversation goes on with one. A
 * turn of which nobody knows who wrote it, such as every turn that came over the wire, is taken for
 * one of the model that the call was meant for: the first of its plan.
 */
final class BoundThinking {
  private BoundThinking() {}

  /**
   * The request without the thinking of others, noted when there was any.
   *
   * @param model who is asked, as {@code TYPE:MODEL}
   */
  static ChatRequest left(ChatRequest request, Attempt attempt, String model, Plan plan) {
    boolean meant = meant(model, plan);
    if (meant && !request.decoded()) {
      return request; // a body has no word for who wrote a turn
    }
    Set<String> writers = new TreeSet<>();
    List<Message> left = new ArrayList<>();
    for (Message message : request.messages()) {
      boolean own = message.origin().map(model::equals).orElse(meant);
      if (own || message.parts().stream().noneMatch(BoundThinking::isBound)) {
        left.add(message);
      } else {
        writers.add(message.origin().orElse("another model"));
        List<Part> parts = message.parts().stream().filter(part -> !isBound(part)).toList();
        if (!parts.isEmpty()) {
          left.add(message.withParts(parts));
        }
      }
    }
    if (writers.isEmpty()) {
      return request;
    }
    attempt.note(
        "signed thinking of "
            + String.join(", ", writers)
            + " was left out: only the model that signed it takes it back");
    return request.withMessages(left);
  }

  private static boolean meant(String model, Plan plan) {
    for (Candidate candidate : plan.candidates()) {
      if (candidate.chosen()) {
        return candidate.origin().equals(model);
      }
    }
    return false;
  }

  private static boolean isBound(Part part) {
    return part instanceof Part.Thinking thinking
        && (thinking.signature().isPresent() || !thinking.extensions().isEmpty());
  }
}
