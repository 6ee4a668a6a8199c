package org.jackfield.cli;

import java.util.List;
import java.util.Optional;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.Structured;
import org.jackfield.engine.UsedPrompt;
import org.jackfield.spi.chat.Chunk;

/**
 * An answer that is shown while it is read: text and refusals on standard output, thinking, when a
 * person watches, dim on standard error.
 */
final class ShownReply implements ReplyStream {
  private final ReplyStream reply;
  private final Output out;
  private final Messages messages;
  private final boolean showThinking;
  private final StringBuilder said = new StringBuilder();
  private boolean thinking;

  ShownReply(ReplyStream reply, Output out, Messages messages, boolean showThinking) {
    this.reply = reply;
    this.out = out;
    this.messages = messages;
    this.showThinking = showThinking;
  }

  @Override
  public Chunk next() {
    Chunk chunk = reply.next();
    switch (chunk) {
      case Chunk.Text text -> say(text.text());
      case Chunk.Refusal refusal -> say(refusal.text());
      case Chunk.Thinking thought -> think(thought.text());
      case Chunk.Start start -> {}
      case Chunk.ToolCallStart start -> {}
      case Chunk.ToolCallArguments arguments -> {}
      case Chunk.Other other -> {}
      case Chunk.Finish finish -> endThinking();
    }
    return chunk;
  }

  /** All text so far. */
  String said() {
    return said.toString();
  }

  private void say(String text) {
    if (!text.isEmpty()) {
      endThinking();
      said.append(text);
      out.answer(text);
    }
  }

  private void think(String text) {
    if (showThinking && !text.isEmpty()) {
      thinking = true;
      messages.dimPiece(text);
    }
  }

  private void endThinking() {
    if (thinking) {
      thinking = false;
      messages.endPieces();
    }
  }

  @Override
  public String backend() {
    return reply.backend();
  }

  @Override
  public String model() {
    return reply.model();
  }

  @Override
  public String origin() {
    return reply.origin();
  }

  @Override
  public long generation() {
    return reply.generation();
  }

  @Override
  public List<AttemptReport> attempts() {
    return reply.attempts();
  }

  @Override
  public Optional<UsedPrompt> prompt() {
    return reply.prompt();
  }

  @Override
  public Optional<Structured> structured() {
    return reply.structured();
  }

  @Override
  public List<String> notes() {
    return reply.notes();
  }

  @Override
  public List<String> leftOut() {
    return reply.leftOut();
  }

  @Override
  public void close() {
    reply.close();
  }
}
