package org.jackfield.spi.chat;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One turn of a conversation. Create it by its factories.
 *
 * @param role whose turn
 * @param parts what was said, in order
 */
public record Message(Role role, List<Part> parts) {
  /** Whose turn. */
  public enum Role {
    /** Instructions. */
    SYSTEM,
    /** The person. */
    USER,
    /** The model. */
    ASSISTANT,
    /** The results of tool calls. */
    TOOL
  }

  /** Copies its list. */
  public Message {
    parts = List.copyOf(parts);
  }

  /** A turn of these parts. */
  public static Message of(Role role, List<Part> parts) {
    return new Message(role, parts);
  }

  /** Instructions. */
  public static Message system(String text) {
    return new Message(Role.SYSTEM, List.of(Part.text(text)));
  }

  /** What the person says. */
  public static Message user(String text) {
    return new Message(Role.USER, List.of(Part.text(text)));
  }

  /** What the model said. */
  public static Message assistant(String text) {
    return new Message(Role.ASSISTANT, List.of(Part.text(text)));
  }

  /** The result of a tool call. */
  public static Message toolResult(String id, String text) {
    return new Message(Role.TOOL, List.of(Part.toolResult(id, List.of(Part.text(text)), false)));
  }

  /** All its text parts, joined. */
  public String text() {
    return parts.stream()
        .filter(Part.Text.class::isInstance)
        .map(part -> ((Part.Text) part).text())
        .collect(Collectors.joining());
  }
}
