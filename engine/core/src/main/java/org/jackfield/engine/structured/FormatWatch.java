package org.jackfield.engine.structured;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.Structured;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;

/**
 * Holds one attempt's answer to its format: what ends as a complete answer of text is checked, and
 * its finish only passes when it holds. An answer that was cut, refused, filtered or calls tools is
 * told as what it is. One attempt, one reader; {@link #structured} from any thread.
 *
 * <p>Where the engine had a part in the answer (it asked in words, or for a repair), the chunks
 * lose their raw frames: what a frame says of the answer or its cost is not the whole of it any
 * more.
 *
 * <p>Raw frames that stay come one piece of content late: a frame may say that the answer is
 * complete, beside the last piece or ahead of the finish, and must not say so of one that does not
 * hold.
 */
public final class FormatWatch {
  private static final int LONGEST_ANSWER = 4 * 1024 * 1024;

  private final AnswerFormat format;
  private final String backend;
  private final Structured structured;
  private final boolean worded;
  private final boolean reworked;
  private final Fence fence = new Fence();
  private final StringBuilder text = new StringBuilder();
  private final Deque<Chunk> ready = new ArrayDeque<>();

  /** Begins with the last frame of content, which may say already that the answer is complete. */
  private final Deque<Chunk> held = new ArrayDeque<>();

  private int textPart;
  private long length;
  private volatile boolean otherwise;

  /**
   * A watch.
   *
   * @param worded whether words were the only way to ask, so that a fence may stand around the
   *     answer
   */
  FormatWatch(AnswerFormat format, String backend, Structured structured, boolean worded) {
    this.format = format;
    this.backend = backend;
    this.structured = structured;
    this.worded = worded;
    this.reworked = worded || structured.repaired();
  }

  /** How the answer is held to its format; empty once it is known to be none that could be. */
  public Optional<Structured> structured() {
    return otherwise ? Optional.empty() : Optional.of(structured);
  }

  /** The answer, watched. */
  public ChatStream over(ChatStream answer) {
    return new ChatStream() {
      @Override
      public Chunk next() {
        while (ready.isEmpty()) {
          take(answer.next());
        }
        return ready.removeFirst();
      }

      @Override
      public Usage usage() {
        return answer.usage();
      }

      @Override
      public void close() {
        answer.close();
      }
    };
  }

  private void take(Chunk chunk) {
    switch (chunk) {
      case Chunk.Text piece -> text(piece);
      case Chunk.Thinking piece -> pass(piece, piece.text().length());
      case Chunk.ToolCallArguments piece -> pass(piece, piece.json().length());
      case Chunk.ToolCallStart call -> {
        otherwise = true;
        pass(call, 0);
      }
      case Chunk.Refusal piece -> {
        otherwise = true;
        pass(piece, piece.text().length());
      }
      case Chunk.Start start -> pass(start, 0);
      case Chunk.Other other -> pass(other, other.wire().map(w -> w.bytes().length).orElse(0));
      case Chunk.Finish finish -> finish(finish);
    }
  }

  private void text(Chunk.Text piece) {
    textPart = piece.part();
    String sure = worded ? fence.take(piece.text()) : piece.text();
    text.append(sure);
    if (sure.equals(piece.text())) {
      pass(piece, sure.length());
    } else {
      count(piece.text().length());
      if (!sure.isEmpty()) {
        ready.add(Chunk.text(textPart, sure).withExtensions(piece.extensions()));
      }
    }
  }

  private void finish(Chunk.Finish finish) {
    if (worded) {
      String rest = fence.end();
      if (!rest.isEmpty()) {
        text.append(rest);
        ready.add(Chunk.text(textPart, rest));
      }
    }
    otherwise |= finish.reason() != FinishReason.STOP;
    if (!otherwise) {
      List<String> faults = format.faults(text.toString());
      if (!faults.isEmpty()) {
        throw new UnfitAnswer(text.toString(), faults, finish.usage()).error(backend);
      }
    }
    ready.addAll(held);
    ready.add(reworked ? bare(finish) : finish);
  }

  private void pass(Chunk chunk, int characters) {
    count(characters);
    hand(reworked ? bare(chunk) : chunk);
  }

  private void hand(Chunk chunk) {
    boolean frame = chunk.wire().isPresent();
    if (frame && chunk.content()) {
      ready.addAll(held);
      held.clear();
    }
    if (frame || !held.isEmpty()) {
      held.add(chunk);
    } else {
      ready.add(chunk);
    }
  }

  private void count(int characters) {
    length += characters;
    if (length > LONGEST_ANSWER) {
      throw new BackendException(
          ErrorCode.PROTOCOL,
          "Backend '"
              + backend
              + "' gave more than "
              + LONGEST_ANSWER
              + " characters where JSON was asked for.");
    }
  }

  private static Chunk bare(Chunk chunk) {
    if (chunk.wire().isEmpty()) {
      return chunk;
    }
    Optional<WireFrame> none = Optional.empty();
    return switch (chunk) {
      case Chunk.Start c -> new Chunk.Start(c.model(), c.upstreamId(), c.extensions(), none);
      case Chunk.Text c -> new Chunk.Text(c.part(), c.text(), c.extensions(), none);
      case Chunk.Thinking c ->
          new Chunk.Thinking(c.part(), c.text(), c.signature(), c.extensions(), none);
      case Chunk.ToolCallStart c ->
          new Chunk.ToolCallStart(c.part(), c.id(), c.name(), c.extensions(), none);
      case Chunk.ToolCallArguments c ->
          new Chunk.ToolCallArguments(c.part(), c.json(), c.extensions(), none);
      case Chunk.Refusal c -> new Chunk.Refusal(c.part(), c.text(), c.extensions(), none);
      case Chunk.Other c -> new Chunk.Other(c.kind(), c.extensions(), none);
      case Chunk.Finish c -> new Chunk.Finish(c.reason(), c.usage(), c.extensions(), none);
    };
  }
}
