package org.jackfield.engine.prompt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a template, taken apart at its variables. Immutable.
 *
 * <p>{@code {name}} stands for the value of a variable; {@code {{} and {@code }}} stand for one
 * brace. Any other brace is an error, so that neither a misspelt variable nor a forgotten escape
 * reaches a model. There are no expressions. Rendering is one pass over the pieces: a value is
 * inserted as it is and never looked at.
 */
public final class PromptText {
  /** The longest text of a template. */
  public static final int MAX_CHARACTERS = 64 * 1024;

  /** What a variable may be named. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  private static final Pattern DOUBLED =
      Pattern.compile("(?<!\\{)\\{\\{ *(" + NAME.pattern() + ") *\\}\\}(?!\\})");

  private static final int SHOWN_CHARACTERS = 40;

  /** A part of the text. */
  private sealed interface Piece {
    /** Text as it is. */
    record Literal(String text) implements Piece {}

    /** The value of a variable. */
    record Insert(String name) implements Piece {}
  }

  private final String source;
  private final List<Piece> pieces;
  private final Map<String, Integer> uses;

  private PromptText(String source, List<Piece> pieces, Map<String, Integer> uses) {
    this.source = source;
    this.pieces = List.copyOf(pieces);
    this.uses = Collections.unmodifiableMap(uses);
  }

  /**
   * Takes a text apart.
   *
   * @throws PromptSyntaxException at its first brace that is neither a variable nor an escape, or
   *     when it is too long
   */
  public static PromptText parse(String source) {
    if (source.length() > MAX_CHARACTERS) {
      throw new PromptSyntaxException(
          0,
          "A template has at most "
              + MAX_CHARACTERS
              + " characters; this one has "
              + source.length()
              + ".",
          "Put what is long into a variable.");
    }
    List<Piece> pieces = new ArrayList<>();
    Map<String, Integer> uses = new LinkedHashMap<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (source.startsWith("{{", at) || source.startsWith("}}", at)) {
        literal.append(c);
        at += 2;
      } else if (c == '{') {
        String name = name(source, at);
        pieces.add(new Piece.Literal(literal.toString()));
        literal.setLength(0);
        pieces.add(new Piece.Insert(name));
        uses.putIfAbsent(name, at);
        at += name.length() + 2;
      } else if (c == '}') {
        throw new PromptSyntaxException(at, "A '}' stands alone.", "Write }} for the text '}'.");
      } else {
        literal.append(c);
        at++;
      }
    }
    pieces.add(new Piece.Literal(literal.toString()));
    return new PromptText(source, pieces, uses);
  }

  private static String name(String source, int at) {
    int end = source.indexOf('}', at);
    if (end < 0) {
      throw new PromptSyntaxException(
          at,
          "A '{' is not closed by '}'.",
          "Write {name} for a variable, and {{ for the text '{'.");
    }
    String inside = source.substring(at + 1, end);
    if (NAME.matcher(inside).matches()) {
      return inside;
    }
    String hint =
        NAME.matcher(inside.strip()).matches()
            ? "Write {" + inside.strip() + "}, without spaces."
            : "Write {name} for a variable; a brace that is text is doubled: {{ and }}.";
    throw new PromptSyntaxException(
        at, "'" + shown(source.substring(at, end + 1)) + "' is not a variable.", hint);
  }

  private static String shown(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() == text.length() && line.length() <= SHOWN_CHARACTERS
        ? line
        : line.substring(0, Math.min(line.length(), SHOWN_CHARACTERS)) + "…";
  }

  /** The text as it was written. */
  public String source() {
    return source;
  }

  /** The variables it uses, each with the offset of its first use, in that order. */
  public Map<String, Integer> uses() {
    return uses;
  }

  /**
   * A variable that the text seems to mean where it says {@code {{name}}}, the way other template
   * languages write one; here that is the text {@code {name}}.
   */
  public Optional<String> doubled(Collection<String> names) {
    Matcher matcher = DOUBLED.matcher(source);
    while (matcher.find()) {
      if (names.contains(matcher.group(1))) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  /** How long the text is with these values, in characters. */
  long length(Map<String, String> values) {
    long length = 0;
    for (Piece piece : pieces) {
      length += text(piece, values).length();
    }
    return length;
  }

  /** The text with these values, one for each variable it uses. */
  String render(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(text(piece, values));
    }
    return text.toString();
  }

  private static String text(Piece piece, Map<String, String> values) {
    return switch (piece) {
      case Piece.Literal literal -> literal.text();
      case Piece.Insert insert -> values.getOrDefault(insert.name(), "");
    };
  }

  @Override
  public String toString() {
    return "PromptText[" + source.length() + " characters, " + uses.keySet() + "]";
  }
}
