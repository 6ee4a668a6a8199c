package org.jackfield.spi.chat;

import java.util.Optional;
import org.jackfield.spi.Extensions;

/**
 * A piece of an answer, in order. {@link #wire} is the raw frame when the upstream speaks the
 * caller's protocol: a frame that means several chunks travels with the first of them, one that
 * means nothing else travels as {@link Other}. Parts count from 0 in the order they begin. Create
 * chunks by the factories here; their {@code toString} tells kind and size, never the content.
 */
public sealed interface Chunk {
  /** The raw frame this chunk came in. */
  Optional<WireFrame> wire();

  /** The same chunk with its raw frame. */
  Chunk withWire(WireFrame frame);

  /**
   * What the canonical model does not know of this chunk, such as a signature on a tool call or the
   * stop sequence that was met. For text, thinking, calls and refusals it belongs to the part,
   * which has it in a later request; what several chunks of a part say is put together.
   */
  Extensions extensions();

  /** The same chunk with these extensions in place of its own. */
  Chunk withExtensions(Extensions extensions);

  /** Whether it carries content: the first that does commits the call to its backend. */
  default boolean content() {
    return switch (this) {
      case Text text -> !text.text().isEmpty();
      case Thinking thinking -> !thinking.text().isEmpty();
      case ToolCallStart start -> true;
      case ToolCallArguments arguments -> true;
      case Refusal refusal -> !refusal.text().isEmpty();
      case Finish finish -> true;
      case Start start -> false;
      case Other other -> false;
    };
  }

  /** The answer begins. */
  static Start start(String model, String upstreamId) {
    return new Start(model, upstreamId, Extensions.NONE, Optional.empty());
  }

  /** A piece of text. */
  static Text text(int part, String text) {
    return new Text(part, text, Extensions.NONE, Optional.empty());
  }

  /** A piece of thinking. */
  static Thinking thinking(int part, String text) {
    return new Thinking(part, text, Optional.empty(), Extensions.NONE, Optional.empty());
  }

  /** A signature that ends a part of thinking and must be sent back with it. */
  static Thinking thinkingSignature(int part, String signature) {
    return new Thinking(part, "", Optional.of(signature), Extensions.NONE, Optional.empty());
  }

  /** A tool call begins. */
  static ToolCallStart toolCall(int part, String id, String name) {
    return new ToolCallStart(part, id, name, Extensions.NONE, Optional.empty());
  }

  /** A piece of a tool call's arguments, which together are one JSON text. */
  static ToolCallArguments arguments(int part, String json) {
    return new ToolCallArguments(part, json, Extensions.NONE, Optional.empty());
  }

  /** A piece of a refusal. */
  static Refusal refusal(int part, String text) {
    return new Refusal(part, text, Extensions.NONE, Optional.empty());
  }

  /** Something the canonical model has no word for. */
  static Other other(String kind, Extensions extensions) {
    return new Other(kind, extensions, Optional.empty());
  }

  /** The end. */
  static Finish finish(FinishReason reason, Usage usage) {
    return new Finish(reason, usage, Extensions.NONE, Optional.empty());
  }

  /**
   * The answer begins: at most one, first.
   *
   * @param model the model as the upstream names it
   * @param upstreamId the upstream's id of the answer; empty when it has none
   */
  record Start(String model, String upstreamId, Extensions extensions, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public Start withWire(WireFrame frame) {
      return new Start(model, upstreamId, extensions, Optional.of(frame));
    }

    @Override
    public Start withExtensions(Extensions extensions) {
      return new Start(model, upstreamId, extensions, wire);
    }

    @Override
    public String toString() {
      return "start of " + model + Shown.rest(this);
    }
  }

  /** A piece of text. */
  record Text(int part, String text, Extensions extensions, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public Text withWire(WireFrame frame) {
      return new Text(part, text, extensions, Optional.of(frame));
    }

    @Override
    public Text withExtensions(Extensions extensions) {
      return new Text(part, text, extensions, wire);
    }

    @Override
    public String toString() {
      return Shown.text("text", text) + Shown.rest(this);
    }
  }

  /**
   * A piece of thinking, apart from the answer.
   *
   * @param signature what must be sent back with this part, when the provider signs it
   */
  record Thinking(
      int part,
      String text,
      Optional<String> signature,
      Extensions extensions,
      Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public Thinking withWire(WireFrame frame) {
      return new Thinking(part, text, signature, extensions, Optional.of(frame));
    }

    @Override
    public Thinking withExtensions(Extensions extensions) {
      return new Thinking(part, text, signature, extensions, wire);
    }

    @Override
    public String toString() {
      return Shown.text(signature.isPresent() ? "signed thinking" : "thinking", text)
          + Shown.rest(this);
    }
  }

  /** A tool call begins. */
  record ToolCallStart(
      int part, String id, String name, Extensions extensions, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public ToolCallStart withWire(WireFrame frame) {
      return new ToolCallStart(part, id, name, extensions, Optional.of(frame));
    }

    @Override
    public ToolCallStart withExtensions(Extensions extensions) {
      return new ToolCallStart(part, id, name, extensions, wire);
    }

    @Override
    public String toString() {
      return "call of '" + name + "'" + Shown.rest(this);
    }
  }

  /** A piece of a tool call's arguments. */
  record ToolCallArguments(int part, String json, Extensions extensions, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public ToolCallArguments withWire(WireFrame frame) {
      return new ToolCallArguments(part, json, extensions, Optional.of(frame));
    }

    @Override
    public ToolCallArguments withExtensions(Extensions extensions) {
      return new ToolCallArguments(part, json, extensions, wire);
    }

    @Override
    public String toString() {
      return Shown.text("arguments", json) + Shown.rest(this);
    }
  }

  /** A piece of a refusal. */
  record Refusal(int part, String text, Extensions extensions, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public Refusal withWire(WireFrame frame) {
      return new Refusal(part, text, extensions, Optional.of(frame));
    }

    @Override
    public Refusal withExtensions(Extensions extensions) {
      return new Refusal(part, text, extensions, wire);
    }

    @Override
    public String toString() {
      return Shown.text("refusal", text) + Shown.rest(this);
    }
  }

  /** Something the canonical model has no word for, or a frame that says nothing of its own. */
  record Other(String kind, Extensions extensions, Optional<WireFrame> wire) implements Chunk {
    @Override
    public Other withWire(WireFrame frame) {
      return new Other(kind, extensions, Optional.of(frame));
    }

    @Override
    public Other withExtensions(Extensions extensions) {
      return new Other(kind, extensions, wire);
    }

    @Override
    public String toString() {
      return "other: " + kind + Shown.rest(this);
    }
  }

  /** The end: exactly one, last. Without it an answer never counts as complete. */
  record Finish(FinishReason reason, Usage usage, Extensions extensions, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public Finish withWire(WireFrame frame) {
      return new Finish(reason, usage, extensions, Optional.of(frame));
    }

    @Override
    public Finish withExtensions(Extensions extensions) {
      return new Finish(reason, usage, extensions, wire);
    }

    @Override
    public String toString() {
      return "finish: " + reason + Shown.rest(this);
    }
  }
}
