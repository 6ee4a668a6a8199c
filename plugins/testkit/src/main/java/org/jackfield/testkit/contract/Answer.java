package org.jackfield.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jackfield.spi.chat.FinishReason;

/**
 * What an upstream is to answer, in no protocol's terms; a {@link Dialect} writes it down in its
 * own. Immutable.
 *
 * @param pieces the pieces, in order
 * @param finish why it ends
 * @param tokens how many tokens it took, when the upstream says so
 */
public record Answer(List<Piece> pieces, FinishReason finish, Optional<Tokens> tokens) {
  /** A piece of an answer. */
  public sealed interface Piece {}

  /** A piece of text. */
  public record Text(String text) implements Piece {}

  /** A piece of thinking. */
  public record Thinking(String text) implements Piece {}

  /** A piece of a refusal. */
  public record Refusal(String text) implements Piece {}

  /** A whole tool call, its arguments one JSON text, which a model may have broken. */
  public record Call(String id, String name, String argumentsJson) implements Piece {
    /** The arguments in three pieces, as an upstream streams them; some may be empty. */
    public List<String> cut() {
      int length = argumentsJson.codePointCount(0, argumentsJson.length());
      int first = argumentsJson.offsetByCodePoints(0, length / 3);
      int second = argumentsJson.offsetByCodePoints(0, length * 2 / 3);
      return List.of(
          argumentsJson.substring(0, first),
          argumentsJson.substring(first, second),
          argumentsJson.substring(second));
    }
  }

  /** Something that an upstream may count apart. */
  public enum Figure {
    /** Tokens of the prompt that came from a cache. */
    CACHED,
    /** Tokens of the prompt that were written to a cache. */
    CACHE_WRITE,
    /** Tokens of the answer that are thinking. */
    REASONING
  }

  /**
   * Tokens, as the canonical figures count them; a dialect writes them by its own convention.
   *
   * @param input of the whole prompt, the cached ones included
   * @param output of the whole answer, the reasoning included
   * @param parts of these, what is counted apart; written only where it is here
   */
  public record Tokens(long input, long output, Map<Figure, Long> parts) {
    /** Copies its map. */
    public Tokens {
      parts = Map.copyOf(parts);
    }

    /** Tokens of a prompt without a cache and of an answer without thinking. */
    public Tokens(long input, long output) {
      this(input, output, Map.of());
    }

    /** Those of that kind; empty when they are not counted apart. */
    public OptionalLong part(Figure figure) {
      return parts.containsKey(figure) ? OptionalLong.of(parts.get(figure)) : OptionalLong.empty();
    }
  }

  /** Copies its list. */
  public Answer {
    pieces = List.copyOf(pieces);
  }

  /** An answer of these pieces of text that ends by itself and took 7 and 5 tokens. */
  public static Answer text(String... texts) {
    List<Piece> pieces = new ArrayList<>();
    for (String text : texts) {
      pieces.add(new Text(text));
    }
    return new Answer(pieces, FinishReason.STOP, Optional.of(new Tokens(7, 5)));
  }

  /** An answer of tool calls that took 7 and 5 tokens. */
  public static Answer calls(Call... calls) {
    return new Answer(List.of(calls), FinishReason.TOOL_CALLS, Optional.of(new Tokens(7, 5)));
  }

  /** The same with that piece before the others. */
  public Answer after(Piece first) {
    List<Piece> more = new ArrayList<>();
    more.add(first);
    more.addAll(pieces);
    return new Answer(more, finish, tokens);
  }

  /** The same with another reason to end. */
  public Answer ending(FinishReason reason) {
    return new Answer(pieces, reason, tokens);
  }

  /** The same with that usage, or without one. */
  public Answer using(Optional<Tokens> usage) {
    return new Answer(pieces, finish, usage);
  }

  /** All its text, joined. */
  public String joined() {
    return pieces.stream()
        .map(piece -> piece instanceof Text text ? text.text() : "")
        .collect(Collectors.joining());
  }
}
