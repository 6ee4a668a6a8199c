package org.jackfield.engine.structured;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;

/** A format in words, for models. */
final class FormatWords {
  /** Of an answer that is shown to its model again; the rest tells nothing new. */
  private static final int LONGEST_ANSWER = 32_000;

  private static final String ALONE = "no explanation, no Markdown.";

  private FormatWords() {}

  /** The request with the format among its instructions, behind what they say already. */
  static ChatRequest instructed(ChatRequest request, ResponseFormat format) {
    List<Message> messages = new ArrayList<>(request.messages());
    String words = words(format);
    int last = lastInstruction(messages);
    if (last < 0) {
      messages.addFirst(Message.system(words));
    } else {
      Message instruction = messages.get(last);
      List<Part> parts = new ArrayList<>(instruction.parts());
      parts.add(Part.text("\n\n" + words));
      messages.set(last, instruction.withParts(parts));
    }
    return request.withMessages(messages);
  }

  /** Of the instructions ahead of the conversation. */
  private static int lastInstruction(List<Message> messages) {
    int last = -1;
    while (last + 1 < messages.size() && messages.get(last + 1).role() == Message.Role.SYSTEM) {
      last++;
    }
    return last;
  }

  private static String words(ResponseFormat format) {
    return format instanceof ResponseFormat.JsonSchema described
        ? "Answer with one JSON value that follows this JSON Schema, and with nothing else: "
            + ALONE
            + "\n"
            + described.schemaJson()
        : "Answer with one JSON object and with nothing else: " + ALONE;
  }

  /** The request with the answer it got, what is wrong with it, and to do it again. */
  static ChatRequest mending(ChatRequest request, UnfitAnswer unfit) {
    List<Message> messages = new ArrayList<>(request.messages());
    if (!unfit.answer().isBlank()) {
      messages.add(Message.assistant(cut(unfit.answer())));
    }
    messages.add(
        Message.user(
            "This answer is not in the format asked for:\n- "
                + String.join("\n- ", unfit.faults())
                + "\nAnswer again with the corrected JSON and with nothing else: "
                + ALONE));
    return request.withMessages(messages);
  }

  private static String cut(String answer) {
    return answer.length() > LONGEST_ANSWER ? answer.substring(0, LONGEST_ANSWER) + "…" : answer;
  }
}
