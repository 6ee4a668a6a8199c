package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Entries;
import org.jackfield.wire.Json;

/**
 * Writes messages into a body of this protocol, all of what they say: what came from there can go
 * back there. Turns of the same side may follow each other; the API puts them together.
 */
final class TurnWriter {
  private TurnWriter() {}

  /** The message as an element of {@code messages}. */
  static String element(Message message) {
    String role =
        switch (message.role()) {
          case USER, TOOL -> "user";
          case ASSISTANT -> "assistant";
          case SYSTEM -> "system";
        };
    String content = plain(message).orElseGet(() -> "[" + String.join(",", blocks(message)) + "]");
    return "{\"role\":\""
        + role
        + "\",\"content\":"
        + content
        + Beside.json(message.extensions().without(BlockWriter.CACHE_CONTROL), TurnReader.SAID)
        + "}";
  }

  /** The message as a string; empty when it is more than one text. */
  static Optional<String> plain(Message message) {
    boolean marked = message.extensions().names().stream().anyMatch(TurnWriter::inside);
    return !marked
            && message.parts().size() == 1
            && message.parts().getFirst() instanceof Part.Text text
            && text.extensions().isEmpty()
        ? Optional.of(Json.quote(text.text()))
        : Optional.empty();
  }

  /** Whether an extension of a message is written among its blocks. */
  private static boolean inside(String name) {
    return name.equals(BlockWriter.CACHE_CONTROL) || Entries.isOne(name);
  }

  /** The message's blocks, those of unknown kinds at their places. */
  static List<String> blocks(Message message) {
    List<Part> parts = new ArrayList<>(message.parts());
    Optional<String> mark = message.extensions().json(BlockWriter.CACHE_CONTROL);
    if (mark.isPresent() && !parts.isEmpty()) {
      Part last = parts.removeLast();
      Extensions marked = Extensions.NONE.with(BlockWriter.CACHE_CONTROL, mark.get());
      parts.add(last.withExtensions(marked.and(last.extensions())));
    }
    List<String> blocks = new ArrayList<>(parts.stream().map(BlockWriter::faithful).toList());
    Entries.insert("content", message.extensions(), blocks);
    return blocks;
  }
}
