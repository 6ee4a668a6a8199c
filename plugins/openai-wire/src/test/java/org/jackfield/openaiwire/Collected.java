package org.jackfield.openaiwire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;

/** An answer put together from its chunks. */
record Collected(List<Chunk> chunks) {
  static Collected from(ChatStream stream) {
    List<Chunk> chunks = new ArrayList<>();
    do {
      chunks.add(stream.next());
    } while (!(chunks.getLast() instanceof Chunk.Finish));
    return new Collected(chunks);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    chunks.forEach(chunk -> text.append(chunk instanceof Chunk.Text piece ? piece.text() : ""));
    return text.toString();
  }

  String thinking() {
    StringBuilder text = new StringBuilder();
    chunks.forEach(chunk -> text.append(chunk instanceof Chunk.Thinking piece ? piece.text() : ""));
    return text.toString();
  }

  Chunk.Finish finish() {
    return (Chunk.Finish) chunks.getLast();
  }

  /** Name and arguments of each tool call, in order. */
  List<String> calls() {
    Map<Integer, StringBuilder> calls = new LinkedHashMap<>();
    for (Chunk chunk : chunks) {
      if (chunk instanceof Chunk.ToolCallStart start) {
        calls.put(start.part(), new StringBuilder(start.name()).append(' '));
      } else if (chunk instanceof Chunk.ToolCallArguments piece) {
        calls.computeIfAbsent(piece.part(), part -> new StringBuilder()).append(piece.json());
      }
    }
    return calls.values().stream().map(StringBuilder::toString).toList();
  }

  /** All raw frames, joined. */
  byte[] wire() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks.forEach(chunk -> chunk.wire().ifPresent(frame -> bytes.writeBytes(frame.bytes())));
    return bytes.toByteArray();
  }
}
