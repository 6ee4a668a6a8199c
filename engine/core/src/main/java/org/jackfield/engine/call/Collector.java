package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.engine.Reply;
import org.jackfield.engine.ReplyStream;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.WireFrame;
import org.jspecify.annotations.Nullable;

/** Collects a stream into a whole reply. One collection each; not thread-safe. */
public final class Collector {
  private final long startNanos;
  private final Map<Integer, Piece> pieces = new TreeMap<>();
  private final Logprobs logprobs = new Logprobs();
  private @Nullable WireFrame body;
  private long firstContentNanos;

  /** A collector for a call that began then, in {@link System#nanoTime}. */
  public Collector(long startNanos) {
    this.startNanos = startNanos;
  }

  /** Reads the stream to its finish and closes it. */
  public Reply collect(ReplyStream stream) {
    try (stream) {
      firstContentNanos = System.nanoTime();
      while (true) {
        Chunk chunk = stream.next();
        chunk.wire().filter(WireFrame::whole).ifPresent(frame -> body = frame);
        if (chunk instanceof Chunk.Finish finish) {
          return reply(stream, finish);
        }
        add(chunk);
      }
    }
  }

  private Reply reply(ReplyStream stream, Chunk.Finish finish) {
    List<Part> parts = new ArrayList<>();
    pieces.values().forEach(piece -> parts.add(piece.part()));
    List<String> notes = new ArrayList<>(stream.leftOut());
    notes.addAll(stream.notes());
    if (logprobs.unread()) {
      notes.add("log probabilities that are no lists of tokens were left out");
    }
    return new Reply(
        parts,
        finish.reason(),
        finish.usage(),
        new Reply.Source(
            stream.backend(),
            stream.model(),
            stream.origin(),
            stream.generation(),
            stream.attempts(),
            stream.prompt(),
            notes),
        new Reply.Timing(since(firstContentNanos), since(System.nanoTime())),
        stream.structured(),
        Optional.ofNullable(body),
        logprobs.beside(finish.extensions()));
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanos - startNanos);
  }

  private void add(Chunk chunk) {
    switch (chunk) {
      case Chunk.Text text -> piece(text.part(), Kind.TEXT, text).text.append(text.text());
      case Chunk.Thinking thinking -> {
        Piece piece = piece(thinking.part(), Kind.THINKING, thinking);
        piece.text.append(thinking.text());
        thinking.signature().ifPresent(signature -> piece.signature = signature);
      }
      case Chunk.ToolCallStart start -> {
        Piece piece = piece(start.part(), Kind.TOOL_CALL, start);
        piece.id = start.id();
        piece.name = start.name();
      }
      case Chunk.ToolCallArguments more ->
          piece(more.part(), Kind.TOOL_CALL, more).text.append(more.json());
      case Chunk.Refusal refusal ->
          piece(refusal.part(), Kind.REFUSAL, refusal).text.append(refusal.text());
      case Chunk.Start start -> {}
      case Chunk.Other other -> other.extensions().json(Logprobs.FIELD).ifPresent(logprobs::add);
      case Chunk.Finish finish -> {}
    }
  }

  private Piece piece(int index, Kind kind, Chunk chunk) {
    Piece piece = pieces.computeIfAbsent(index, any -> new Piece(kind));
    piece.extensions = piece.extensions.and(chunk.extensions());
    return piece;
  }

  private enum Kind {
    TEXT,
    THINKING,
    TOOL_CALL,
    REFUSAL
  }

  /** A part in the making. */
  private static final class Piece {
    final Kind kind;
    final StringBuilder text = new StringBuilder();
    String id = "";
    String name = "";
    @Nullable String signature;
    Extensions extensions = Extensions.NONE;

    Piece(Kind kind) {
      this.kind = kind;
    }

    Part part() {
      return plain().withExtensions(extensions);
    }

    private Part plain() {
      return switch (kind) {
        case TEXT -> Part.text(text.toString());
        case THINKING ->
            signature == null
                ? Part.thinking(text.toString())
                : Part.thinking(text.toString(), signature);
        case TOOL_CALL -> Part.toolCall(id, name, text.toString());
        case REFUSAL -> Part.refusal(text.toString());
      };
    }
  }
}
