package org.jackfield.wire;

import java.util.Optional;
import java.util.function.Supplier;

/** How a protocol cuts a streamed answer into frames. */
public enum Framing {
  /** Server-sent events. */
  EVENTS("text/event-stream") {
    @Override
    Supplier<Optional<Frame>> frames(ByteSource source) {
      return new SseReader(source)::next;
    }
  },
  /** One JSON value a line. */
  LINES("application/x-ndjson") {
    @Override
    Supplier<Optional<Frame>> frames(ByteSource source) {
      return new NdjsonReader(source)::next;
    }
  };

  private final String contentType;

  Framing(String contentType) {
    this.contentType = contentType;
  }

  /** The content type of a body in this framing. */
  public String contentType() {
    return contentType;
  }

  /** The frames of that source, one a call; empty at its end. One reader. */
  abstract Supplier<Optional<Frame>> frames(ByteSource source);
}
