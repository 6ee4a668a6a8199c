package org.jackfield.spi.chat;

import java.util.Optional;
import org.jackfield.spi.Extensions;

/**
 * A piece of an answer, in order. {@link #wire} is the raw frame when the upstream speaks the
 * caller's protocol: a frame that means several chunks travels with the first of them, one that
 * means nothing else travels as {@link Other}. Parts count from 0 in the order they begin. Create
 * chunks by the factories here.
 */
public sealed interface Chunk {
  /** The raw frame this chunk came in. */
  Optional<WireFrame> wire();

  /** The same chunk with its raw frame. */
  Chunk withWire(WireFrame frame);

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
    return new Start(model, upstreamId, Optional.empty());
  }

  /** A piece of text. */
  static Text text(int part, String text) {
    return new Text(part, text, Optional.empty());
  }

  /** A piece of thinking. */
  static Thinking thinking(int part, String text) {
    return new Thinking(part, text, Optional.empty(), Optional.empty());
  }

  /** A signature that ends a part of thinking and must be sent back with it. */
  static Thinking thinkingSignature(int part, String signature) {
    return new Thinking(part, "", Optional.of(signature), Optional.empty());
  }

  /** A tool call begins. */
  static ToolCallStart toolCall(int part, String id, String name) {
    return new ToolCallStart(part, id, name, Optional.empty());
  }

  /** A piece of a tool call's arguments, which together are one JSON text. */
  static ToolCallArguments arguments(int part, String json) {
    return new ToolCallArguments(part, json, Optional.empty());
  }

  /** A piece of a refusal. */
  static Refusal refusal(int part, String text) {
    return new Refusal(part, text, Optional.empty());
  }

  /** Something the canonical model has no word for. */
  static Other other(String kind, Extensions data) {
    return new Other(kind, data, Optional.empty());
  }

  /** The end. */
  static Finish finish(FinishReason reason, Usage usage) {
    return new Finish(reason, usage, Optional.empty());
  }

  /**
   * The answer begins: at most one, first.
   *
   * @param model the model as the upstream names it
   * @param upstreamId the upstream's id of the answer; empty when it has none
   */
  record Start(String model, String upstreamId, Optional<WireFrame> wire) implements Chunk {
    @Override
    public Start withWire(WireFrame frame) {
      return new Start(model, upstreamId, Optional.of(frame));
    }
  }

  /** A piece of text. */
  record Text(int part, String text, Optional<WireFrame> wire) implements Chunk {
    @Override
    public Text withWire(WireFrame frame) {
      return new Text(part, text, Optional.of(frame));
    }
  }

  /**
   * A piece of thinking, apart from the answer.
   *
   * @param signature what must be sent back with this part, when the provider signs it
   */
  record Thinking(int part, String text, Optional<String> signature, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public Thinking withWire(WireFrame frame) {
      return new Thinking(part, text, signature, Optional.of(frame));
    }
  }

  /** A tool call begins. */
  record ToolCallStart(int part, String id, String name, Optional<WireFrame> wire)
      implements Chunk {
    @Override
    public ToolCallStart withWire(WireFrame frame) {
      return new ToolCallStart(part, id, name, Optional.of(frame));
    }
  }

  /** A piece of a tool call's arguments. */
  record ToolCallArguments(int part, String json, Optional<WireFrame> wire) implements Chunk {
    @Override
    public ToolCallArguments withWire(WireFrame frame) {
      return new ToolCallArguments(part, json, Optional.of(frame));
    }
  }

  /** A piece of a refusal. */
  record Refusal(int part, String text, Optional<WireFrame> wire) implements Chunk {
    @Override
    public Refusal withWire(WireFrame frame) {
      return new Refusal(part, text, Optional.of(frame));
    }
  }

  /** Something the canonical model has no word for, or a frame that says nothing of its own. */
  record Other(String kind, Extensions data, Optional<WireFrame> wire) implements Chunk {
    @Override
    public Other withWire(WireFrame frame) {
      return new Other(kind, data, Optional.of(frame));
    }
  }

  /** The end: exactly one, last. Without it an answer never counts as complete. */
  record Finish(FinishReason reason, Usage usage, Optional<WireFrame> wire) implements Chunk {
    @Override
    public Finish withWire(WireFrame frame) {
      return new Finish(reason, usage, Optional.of(frame));
    }
  }
}
