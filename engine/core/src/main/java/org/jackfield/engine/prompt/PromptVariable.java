package org.jackfield.engine.prompt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a template is filled with. Its value is one text, or for a list any number of them.
 *
 * @param name its name
 * @param type what its value looks like
 * @param doc what it is, for people; may be empty
 * @param required whether a call must give it
 * @param otherwise its value where a call gives none; empty for nothing at all
 * @param place where it is declared, for messages
 */
public record PromptVariable(
    String name, Type type, String doc, boolean required, List<String> otherwise, String place) {

  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** What a value looks like. */
  public sealed interface Type {
    /** Any text. */
    record Text() implements Type {}

    /** A whole number. */
    record Integer() implements Type {}

    /** A number. */
    record Number() implements Type {}

    /** {@code true} or {@code false}. */
    record Truth() implements Type {}

    /**
     * Any number of texts.
     *
     * @param separator what stands between them in the prompt
     */
    record Items(String separator) implements Type {}

    /** One of these texts. */
    record Choice(List<String> values) implements Type {
      /** Copies its list. */
      public Choice {
        values = List.copyOf(values);
      }
    }

    /** Its word in a file. */
    default String word() {
      return switch (this) {
        case Text text -> "text";
        case Integer integer -> "integer";
        case Number number -> "number";
        case Truth truth -> "boolean";
        case Items items -> "list";
        case Choice choice -> "choice";
      };
    }
  }

  /** Copies its list. */
  public PromptVariable {
    otherwise = List.copyOf(otherwise);
  }

  /** A text that a call must give. */
  public static PromptVariable text(String name, String place) {
    return new PromptVariable(name, new Type.Text(), "", true, List.of(), place);
  }

  /** What the value must be, when it is not; empty when it is. */
  public Optional<String> refusal(List<String> given) {
    if (!(type instanceof Type.Items) && given.size() != 1) {
      return Optional.of("one " + type.word() + ", not " + given.size());
    }
    return switch (type) {
      case Type.Text text -> Optional.empty();
      case Type.Items items -> Optional.empty();
      case Type.Integer integer -> unless(INTEGER, given, "a whole number");
      case Type.Number number -> unless(NUMBER, given, "a number");
      case Type.Truth truth ->
          List.of("true", "false").contains(given.getFirst().toLowerCase(Locale.ROOT))
              ? Optional.empty()
              : Optional.of("true or false");
      case Type.Choice choice ->
          choice.values().contains(given.getFirst())
              ? Optional.empty()
              : Optional.of("one of " + String.join(", ", choice.values()));
    };
  }

  private static Optional<String> unless(Pattern form, List<String> given, String expected) {
    return form.matcher(given.getFirst()).matches() ? Optional.empty() : Optional.of(expected);
  }

  /** What stands in the prompt for a value that is not refused. */
  String inserted(List<String> given) {
    return switch (type) {
      case Type.Items items -> String.join(items.separator(), given);
      case Type.Truth truth -> given.isEmpty() ? "" : given.getFirst().toLowerCase(Locale.ROOT);
      case Type.Text text -> one(given);
      case Type.Integer integer -> one(given);
      case Type.Number number -> one(given);
      case Type.Choice choice -> one(given);
    };
  }

  private static String one(List<String> given) {
    return given.isEmpty() ? "" : given.getFirst();
  }
}
