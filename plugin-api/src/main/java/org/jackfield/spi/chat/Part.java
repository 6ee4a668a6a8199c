package org.jackfield.spi.chat;

import java.util.List;
import java.util.Optional;

/** A piece of a message. The set of kinds is complete. Create parts by the factories here. */
public sealed interface Part {
  /** Text. */
  static Text text(String text) {
    return new Text(text);
  }

  /** An image. */
  static Image image(Media media) {
    return new Image(media);
  }

  /** A document. */
  static Document document(Media media, String name) {
    return new Document(media, name);
  }

  /** Audio. */
  static Audio audio(Media media) {
    return new Audio(media);
  }

  /** A call of a tool by the model; the arguments are one JSON text. */
  static ToolCall toolCall(String id, String name, String argumentsJson) {
    return new ToolCall(id, name, argumentsJson);
  }

  /** The result of a tool call. */
  static ToolResult toolResult(String id, List<Part> content, boolean failed) {
    return new ToolResult(id, content, failed);
  }

  /** Thinking of the model. */
  static Thinking thinking(String text) {
    return new Thinking(text, Optional.empty());
  }

  /** Thinking of the model with the signature that its provider wants back. */
  static Thinking thinking(String text, String signature) {
    return new Thinking(text, Optional.of(signature));
  }

  /** A refusal of the model. */
  static Refusal refusal(String text) {
    return new Refusal(text);
  }

  /** Text. */
  record Text(String text) implements Part {}

  /** An image. */
  record Image(Media media) implements Part {}

  /** A document with its name. */
  record Document(Media media, String name) implements Part {}

  /** Audio. */
  record Audio(Media media) implements Part {}

  /** A call of a tool by the model. */
  record ToolCall(String id, String name, String argumentsJson) implements Part {}

  /** The result of a tool call; {@code failed} when the tool did. */
  record ToolResult(String id, List<Part> content, boolean failed) implements Part {
    /** Copies its list. */
    public ToolResult {
      content = List.copyOf(content);
    }
  }

  /** Thinking of the model, with the signature that its provider wants back. */
  record Thinking(String text, Optional<String> signature) implements Part {}

  /** A refusal of the model. */
  record Refusal(String text) implements Part {}
}
