package org.jackfield.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;

/**
 * A whole answer.
 *
 * @param parts what was said, in order: text, thinking, tool calls, refusals
 * @param finish why it ended
 * @param usage tokens
 * @param source which backend and model, and what was tried before
 * @param timing how long it took
 * @param structured how it was held to the JSON that was asked for; empty when it was not, and for
 *     an answer that was cut, refused, filtered or calls tools
 * @param body the upstream's body, byte for byte, when it speaks the caller's protocol
 * @param extensions what was said beside all that, each by its name in its protocol: with the end,
 *     such as {@code native_finish_reason}, {@code stop_sequence} or {@code timings}; and as {@code
 *     logprobs} those of all tokens, in OpenAI's shape
 */
public record Reply(
    List<Part> parts,
    FinishReason finish,
    Usage usage,
    Source source,
    Timing timing,
    Optional<Structured> structured,
    Optional<WireFrame> body,
    Extensions extensions) {

  /**
   * Where an answer comes from.
   *
   * @param backend the backend's name
   * @param model the model, as the upstream names it
   * @param origin who wrote it: {@code TYPE:MODEL} of the backend, the model as it was asked for
   * @param generation the configuration that served
   * @param attempts what was tried, in order; the last one served
   * @param prompt the prompt template it was asked with, when the call named one
   * @param notes which backends were left out for their configuration, and what of the request
   *     could not be carried over
   */
  public record Source(
      String backend,
      String model,
      String origin,
      long generation,
      List<AttemptReport> attempts,
      Optional<UsedPrompt> prompt,
      List<String> notes) {
    /** Copies its lists. */
    public Source {
      attempts = List.copyOf(attempts);
      notes = List.copyOf(notes);
    }

    /** Backend and model as {@code backend:model}. */
    @Override
    public String toString() {
      return model.isEmpty() ? backend : backend + ":" + model;
    }
  }

  /**
   * How long an answer took.
   *
   * @param firstContent from the call to its first content, failed attempts included
   * @param total from the call to its end
   */
  public record Timing(Duration firstContent, Duration total) {}

  /** Copies its list. */
  public Reply {
    parts = List.copyOf(parts);
  }

  /** The answer as a turn of the conversation that goes on with it. */
  public Message message() {
    return Message.of(Message.Role.ASSISTANT, parts).withOrigin(source.origin());
  }

  /** All text, joined. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }
}
