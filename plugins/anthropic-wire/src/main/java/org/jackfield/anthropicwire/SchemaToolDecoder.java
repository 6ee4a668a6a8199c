package org.jackfield.anthropicwire;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.Frame;

/**
 * Reads an answer that is the arguments of a {@link SchemaTool} as the text that they are. One
 * answer, one thread.
 */
final class SchemaToolDecoder implements AnswerDecoder {
  private final AnthropicDecoder decoder;
  private final String tool;
  private final Queue<Chunk> read = new ArrayDeque<>(4);
  private final Set<Integer> calls = new HashSet<>();

  SchemaToolDecoder(String subject, String tool) {
    this.decoder = new AnthropicDecoder(subject);
    this.tool = tool;
  }

  @Override
  public void read(Frame frame, Queue<Chunk> out) {
    decoder.read(frame, read);
    hand(out);
  }

  @Override
  public void end(Queue<Chunk> out) {
    decoder.end(read);
  }

  @Override
  public void readWhole(byte[] body, Queue<Chunk> out) {
    decoder.readWhole(body, read);
    hand(out);
  }

  @Override
  public Usage usage() {
    return decoder.usage();
  }

  private void hand(Queue<Chunk> out) {
    for (Chunk chunk = read.poll(); chunk != null; chunk = read.poll()) {
      out.add(said(chunk));
    }
  }

  private Chunk said(Chunk chunk) {
    return switch (chunk) {
      case Chunk.ToolCallStart start when start.name().equals(tool) -> {
        calls.add(start.part());
        yield carried(Chunk.text(start.part(), ""), start.wire());
      }
      case Chunk.ToolCallArguments piece when calls.contains(piece.part()) ->
          carried(Chunk.text(piece.part(), piece.json()), piece.wire());
      case Chunk.Finish finish when finish.reason() == FinishReason.TOOL_CALLS ->
          carried(
              Chunk.finish(FinishReason.STOP, finish.usage()).withExtensions(finish.extensions()),
              finish.wire());
      default -> chunk;
    };
  }

  private static Chunk carried(Chunk chunk, Optional<WireFrame> wire) {
    return wire.map(chunk::withWire).orElse(chunk);
  }
}
