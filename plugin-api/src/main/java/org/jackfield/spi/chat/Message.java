package org.jackfield.spi.chat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.spi.Extensions;

/**
 * One turn of a conversation. Create it by its factories.
 *
 * @param role whose turn
 * @param parts what was said, in order
 * @param extensions what belongs to this turn and the canonical model does not know
 * @param origin the model that wrote it, as {@code TYPE:MODEL} of its backend; empty when nobody
 *     knows. Signed thinking is only good for the model that signed it, so the engine strips it
 *     from a conversation that goes on with another one.
 */
public record Message(Role role, List<Part> parts, Extensions extensions, Optional<String> origin) {
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

  /** A turn whose origin nobody knows. */
  public Message(Role role, List<Part> parts, Extensions extensions) {
    this(role, parts, extensions, Optional.empty());
  }

  /** A turn of these parts. */
  public static Message of(Role role, List<Part> parts) {
    return new Message(role, parts, Extensions.NONE);
  }

  /** The same turn with these parts in place of its own. */
  public Message withParts(List<Part> parts) {
    return new Message(role, parts, extensions, origin);
  }

  /** The same turn with these extensions in place of its own. */
  public Message withExtensions(Extensions extensions) {
    return new Message(role, parts, extensions, origin);
  }

  /** The same turn, written by that model: {@code TYPE:MODEL} of its backend. */
  public Message withOrigin(String origin) {
    return new Message(role, parts, extensions, Optional.of(origin));
  }

  /** Instructions. */
  public static Message system(String text) {
    return of(Role.SYSTEM, List.of(Part.text(text)));
  }

  /** What the person says. */
  public static Message user(String text) {
    return of(Role.USER, List.of(Part.text(text)));
  }

  /** What the model said. */
  public static Message assistant(String text) {
    return of(Role.ASSISTANT, List.of(Part.text(text)));
  }

  /** The result of a tool call. */
  public static Message toolResult(String id, String text) {
    return of(Role.TOOL, List.of(Part.toolResult(id, List.of(Part.text(text)), false)));
  }

  /** All its text parts, joined. */
  public String text() {
    return parts.stream()
        .filter(Part.Text.class::isInstance)
        .map(part -> ((Part.Text) part).text())
        .collect(Collectors.joining());
  }

  /** Whose turn, and the kinds and sizes of its parts; never what was said. */
  @Override
  public String toString() {
    return role + " " + parts + Shown.extensions(extensions);
  }
}
