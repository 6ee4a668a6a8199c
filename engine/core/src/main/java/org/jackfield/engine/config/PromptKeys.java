package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.engine.config.ValueType.Choice;
import org.jackfield.engine.config.ValueType.Decimal;
import org.jackfield.engine.config.ValueType.Flag;
import org.jackfield.engine.config.ValueType.Items;
import org.jackfield.engine.config.ValueType.NamedSections;
import org.jackfield.engine.config.ValueType.Text;
import org.jackfield.engine.config.ValueType.Whole;

/** Every key of a file of prompt templates, declared once. */
final class PromptKeys {
  /** The key that makes a file hold several templates. */
  static final String TEMPLATES = "templates";

  private static final List<ConfigKey> SAID =
      List.of(
          ConfigKey.of(
              "text",
              new Text(),
              "The prompt. {name} is a variable; {{ and }} are braces. No ${NAME} is filled in."),
          ConfigKey.of("system", new Text(), "Instructions to the model; written as the text is."),
          ConfigKey.of(
              "temperature",
              new Decimal(0, 2),
              "How freely to choose words, unless call or profile say."),
          ConfigKey.of(
              "max_tokens",
              new Whole(1, 10_000_000),
              "The longest answer, unless call or profile say."));

  /** A variable. */
  static final ConfigSection VARIABLE =
      ConfigSection.of(
          "A variable of a template.",
          ConfigKey.of(
                  "type",
                  new Choice(List.of("text", "integer", "number", "boolean", "list", "choice")),
                  "What its value must be.")
              .withDefault("text"),
          ConfigKey.of("doc", new Text(), "What it is, for people."),
          ConfigKey.of(
              "required",
              new Flag(),
              "Whether a call must give it; true unless it has a default. One that is not required"
                  + " and has no default is nothing."),
          ConfigKey.of("default", new Items(new Text()), "Its value where a call gives none."),
          ConfigKey.of("choices", new Items(new Text()), "What a choice may be."),
          ConfigKey.of(
              "separator", new Text(), "What stands between the items of a list; a line end."));

  /** What a family of models gets instead. */
  static final ConfigSection VARIANT =
      new ConfigSection(
          "What one family of models gets; what it leaves open is the template's.", SAID);

  /** A template under {@code templates}, where the key is its name. */
  static final ConfigSection TEMPLATE =
      new ConfigSection(
          "A prompt template.",
          and(
              List.of(
                  ConfigKey.of("doc", new Text(), "What it is for, for people."),
                  ConfigKey.of("version", new Text(), "What you call this state of it.")
                      .withDefault("1"),
                  ConfigKey.of(
                      "variables",
                      new NamedSections(VARIABLE),
                      "Its variables by name. Without this key, all that its texts use, as required"
                          + " texts.")),
              SAID,
              List.of(
                  ConfigKey.of(
                      "variants",
                      new NamedSections(VARIANT),
                      "By model family (mistral, llama, phi, ...), or 'default' for all others."))));

  /** A file: one template, or several. */
  static final ConfigSection FILE =
      new ConfigSection(
          "A file of prompt templates: one, or several under 'templates'.",
          and(
              List.of(
                  ConfigKey.of(
                      "name", new Text(), "The name that calls use; the file's name by default.")),
              TEMPLATE.keys(),
              List.of(
                  ConfigKey.of(
                      TEMPLATES,
                      new NamedSections(TEMPLATE),
                      "Several templates by name, in place of all other keys."))));

  private PromptKeys() {}

  @SafeVarargs
  private static List<ConfigKey> and(List<ConfigKey>... keys) {
    List<ConfigKey> all = new ArrayList<>();
    for (List<ConfigKey> some : keys) {
      all.addAll(some);
    }
    return all;
  }
}
