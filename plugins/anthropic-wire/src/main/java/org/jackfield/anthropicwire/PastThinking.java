package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.ThinkingSigner;

/**
 * The thinking in a conversation that began elsewhere, and what the API demands of it: it is good
 * only signed or encrypted and for the model that wrote it, a turn in which the model thinks begins
 * with it, and one in which it does not think has none. That turn is the last one, all of it: the
 * calls and results of tools since the user spoke. Source:
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking, with tool use.
 */
final class PastThinking {
  private PastThinking() {}

  /** The messages with the thinking that the model takes back; the other is noted. */
  static List<Message> takenBack(List<Message> messages, String model, Attempt attempt) {
    List<Message> taken = without(messages, part -> !bound(part));
    if (!taken.equals(messages)) {
      attempt.note("thinking without a signature was left out");
    }
    ThinkingSigner own = new ThinkingSigner(AnthropicDecoder.PROVIDER, model);
    List<Message> mine =
        without(taken, part -> signer(part).filter(by -> !by.equals(own)).isPresent());
    if (!mine.equals(taken)) {
      attempt.note("thinking that another model signed was left out: only that one takes it back");
    }
    return mine;
  }

  /** Whether the last turn is the assistant's to go on with, and does not begin with thinking. */
  static boolean missing(List<Message> messages) {
    List<Message> turn = openTurn(messages);
    int last = turn.size() - 1;
    while (last >= 0 && turn.get(last).role() != Message.Role.ASSISTANT) {
      last--;
    }
    if (last < 0) {
      return false;
    }
    int step = last;
    while (step > 0 && turn.get(step - 1).role() == Message.Role.ASSISTANT) {
      step--;
    }
    return !thinks(turn.getFirst()) && !thinks(turn.get(step));
  }

  /** The messages without thinking in the last turn, which is noted when there was any. */
  static List<Message> withoutInOpenTurn(List<Message> messages, Attempt attempt) {
    List<Message> turn = openTurn(messages);
    List<Message> silent = without(turn, part -> true);
    if (silent.equals(turn)) {
      return messages;
    }
    attempt.note("thinking of the last turn was left out, because the call is without thinking");
    List<Message> all = new ArrayList<>(messages.subList(0, messages.size() - turn.size()));
    all.addAll(silent);
    return all;
  }

  /** From the first message of the assistant behind the last turn that only the user said. */
  private static List<Message> openTurn(List<Message> messages) {
    int from = messages.size();
    for (int i = messages.size() - 1; i >= 0; i--) {
      Message.Role role = messages.get(i).role();
      if (role == Message.Role.ASSISTANT) {
        from = i;
      } else if (role == Message.Role.USER && !besideResults(messages, i)) {
        break;
      }
    }
    return messages.subList(from, messages.size());
  }

  /** Whether what the user says there is in the same turn as results of tools. */
  private static boolean besideResults(List<Message> messages, int at) {
    for (int i = at - 1; i >= 0; i--) {
      Message.Role role = messages.get(i).role();
      if (role == Message.Role.TOOL || role == Message.Role.ASSISTANT) {
        return role == Message.Role.TOOL;
      }
    }
    return false;
  }

  private static boolean thinks(Message message) {
    for (Part part : message.parts()) {
      if (!(part instanceof Part.Text text) || !text.text().isEmpty()) {
        return part instanceof Part.Thinking;
      }
    }
    return false;
  }

  private static boolean bound(Part.Thinking thinking) {
    return thinking.signature().isPresent()
        || thinking.extensions().json(AnthropicDecoder.REDACTED).isPresent();
  }

  private static Optional<ThinkingSigner> signer(Part.Thinking thinking) {
    return ThinkingSigner.in(thinking.extensions());
  }

  private static List<Message> without(List<Message> messages, Predicate<Part.Thinking> left) {
    List<Message> rest = new ArrayList<>(messages.size());
    for (Message message : messages) {
      List<Part> parts = new ArrayList<>(message.parts());
      boolean assistant = message.role() == Message.Role.ASSISTANT;
      boolean less =
          assistant
              && parts.removeIf(part -> part instanceof Part.Thinking piece && left.test(piece));
      rest.add(less ? message.withParts(parts) : message);
    }
    return rest;
  }
}
