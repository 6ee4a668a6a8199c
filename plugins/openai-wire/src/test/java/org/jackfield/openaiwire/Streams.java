package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.wire.Frame;
import org.jackfield.wire.SseReader;

/** Reads streams that a test writes down. */
final class Streams {
  private Streams() {}

  /** The answer of these events, each given by its data. */
  static Collected read(String... events) {
    StringBuilder body = new StringBuilder();
    for (String event : events) {
      body.append("data: ").append(event).append("\n\n");
    }
    return readBody(body.toString());
  }

  /** The answer of that body. */
  static Collected readBody(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int[] given = {0};
    SseReader reader =
        new SseReader(
            (buffer, offset, length) -> {
              int count = Math.min(length, bytes.length - given[0]);
              System.arraycopy(bytes, given[0], buffer, offset, count);
              given[0] += count;
              return count == 0 ? -1 : count;
            });
    OpenAiStreamDecoder decoder = new OpenAiStreamDecoder("Backend 'x'", note -> {});
    ArrayDeque<Chunk> out = new ArrayDeque<>();
    while (!(out.peekLast() instanceof Chunk.Finish)) {
      Optional<Frame> frame = reader.next();
      if (frame.isPresent()) {
        decoder.read(frame.get(), out);
      } else {
        decoder.end(out);
      }
    }
    return new Collected(new ArrayList<>(out));
  }
}
