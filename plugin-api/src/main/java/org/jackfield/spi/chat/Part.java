package org.jackfield.spi.chat;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Extensions;

/**
 * A piece of a message. The set of kinds is complete. Create parts by the factories here; their
 * {@code toString} tells kind and size, never the content.
 */
public sealed interface Part {
  /** What belongs to this part and the canonical model does not know, such as a cache marker. */
  Extensions extensions();

  /** The same part with these extensions in place of its own. */
  Part withExtensions(Extensions extensions);

  /** Text. */
  static Text text(String text) {
    return new Text(text, Extensions.NONE);
  }

  /** An image. */
  static Image image(Media media) {
    return new Image(media, Extensions.NONE);
  }

  /** A document. */
  static Document document(Media media, String name) {
    return new Document(media, name, Extensions.NONE);
  }

  /** Audio. */
  static Audio audio(Media media) {
    return new Audio(media, Extensions.NONE);
  }

  /** A call of a tool by the model; the arguments are one JSON text. */
  static ToolCall toolCall(String id, String name, String argumentsJson) {
    return new ToolCall(id, name, argumentsJson, Extensions.NONE);
  }

  /** The result of a tool call. */
  static ToolResult toolResult(String id, List<Part> content, boolean failed) {
    return new ToolResult(id, content, failed, Extensions.NONE);
  }

  /** Thinking of the model. */
  static Thinking thinking(String text) {
    return new Thinking(text, Optional.empty(), Extensions.NONE);
  }

  /** Thinking of the model with the signature that its provider wants back. */
  static Thinking thinking(String text, String signature) {
    return new Thinking(text, Optional.of(signature), Extensions.NONE);
  }

  /** A refusal of the model. */
  static Refusal refusal(String text) {
    return new Refusal(text, Extensions.NONE);
  }

  /** Text. */
  record Text(String text, Extensions extensions) implements Part {
    @Override
    public Text withExtensions(Extensions extensions) {
      return new Text(text, extensions);
    }

    @Override
    public String toString() {
      return Shown.text("text", text) + Shown.extensions(extensions);
    }
  }

  /** An image. */
  record Image(Media media, Extensions extensions) implements Part {
    @Override
    public Image withExtensions(Extensions extensions) {
      return new Image(media, extensions);
    }

    @Override
    public String toString() {
      return "image of " + media + Shown.extensions(extensions);
    }
  }

  /** A document with its name. */
  record Document(Media media, String name, Extensions extensions) implements Part {
    @Override
    public Document withExtensions(Extensions extensions) {
      return new Document(media, name, extensions);
    }

    @Override
    public String toString() {
      return "document of " + media + Shown.extensions(extensions);
    }
  }

  /** Audio. */
  record Audio(Media media, Extensions extensions) implements Part {
    @Override
    public Audio withExtensions(Extensions extensions) {
      return new Audio(media, extensions);
    }

    @Override
    public String toString() {
      return "audio of " + media + Shown.extensions(extensions);
    }
  }

  /** A call of a tool by the model. */
  record ToolCall(String id, String name, String argumentsJson, Extensions extensions)
      implements Part {
    @Override
    public ToolCall withExtensions(Extensions extensions) {
      return new ToolCall(id, name, argumentsJson, extensions);
    }

    @Override
    public String toString() {
      return Shown.text("call of '" + name + "'", argumentsJson) + Shown.extensions(extensions);
    }
  }

  /** The result of a tool call; {@code failed} when the tool did. */
  record ToolResult(String id, List<Part> content, boolean failed, Extensions extensions)
      implements Part {
    /** Copies its list. */
    public ToolResult {
      content = List.copyOf(content);
    }

    @Override
    public ToolResult withExtensions(Extensions extensions) {
      return new ToolResult(id, content, failed, extensions);
    }

    @Override
    public String toString() {
      return (failed ? "failed result of " : "result of ") + content + Shown.extensions(extensions);
    }
  }

  /** Thinking of the model, with the signature that its provider wants back. */
  record Thinking(String text, Optional<String> signature, Extensions extensions) implements Part {
    @Override
    public Thinking withExtensions(Extensions extensions) {
      return new Thinking(text, signature, extensions);
    }

    @Override
    public String toString() {
      return Shown.text(signature.isPresent() ? "signed thinking" : "thinking", text)
          + Shown.extensions(extensions);
    }
  }

  /** A refusal of the model. */
  record Refusal(String text, Extensions extensions) implements Part {
    @Override
    public Refusal withExtensions(Extensions extensions) {
      return new Refusal(text, extensions);
    }

    @Override
    public String toString() {
      return Shown.text("refusal", text) + Shown.extensions(extensions);
    }
  }
}
