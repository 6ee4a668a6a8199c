package org.jackfield.engine.config;

import java.util.List;
import java.util.Optional;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.prompt.PromptVariable;

/** Reads one variable of a template, and checks that its keys fit each other. */
final class VariableReader {
  private static final String LINE_END = "\n";

  private final Resolution resolution;
  private final KeyPath path;
  private final SectionReader reader;
  private final Location location;

  VariableReader(Resolution resolution, KeyPath path, SectionReader reader, Location location) {
    this.resolution = resolution;
    this.path = path;
    this.reader = reader;
    this.location = location;
  }

  PromptVariable read(String name) {
    List<Located> given = reader.items("default");
    List<String> otherwise = given.stream().map(Located::text).toList();
    boolean defaulted = reader.node("default") != null;
    Optional<Boolean> required =
        reader.text("required").map(Located::value).map(Boolean.TRUE::equals);
    PromptVariable variable =
        new PromptVariable(
            name,
            type(),
            reader.text("doc").map(Located::text).orElse("").strip(),
            required.orElse(!defaulted),
            otherwise,
            TemplateReader.place(location));
    if (defaulted) {
      variable
          .refusal(otherwise)
          .ifPresent(
              expected ->
                  resolution.problem(
                      reader.location("default", location),
                      path.key("default"),
                      Shown.value(String.join(", ", otherwise)) + " is not " + expected + ".",
                      ""));
    }
    if (defaulted && variable.required()) {
      resolution.problem(
          reader.location("required", location),
          path.key("required"),
          "A variable with a default is never missing.",
          "Remove 'required' or 'default'.");
    }
    return variable;
  }

  private PromptVariable.Type type() {
    String word = reader.text("type").map(Located::text).orElse("text");
    List<String> choices = reader.items("choices").stream().map(Located::text).toList();
    Optional<String> separator = reader.text("separator").map(Located::text);
    if (word.equals("choice") == choices.isEmpty()) {
      resolution.problem(
          reader.location("choices", location),
          path.key("choices"),
          choices.isEmpty()
              ? "A choice needs its values."
              : "Only a choice has values to choose from.",
          choices.isEmpty() ? "Add the key 'choices'." : "Write type: choice.");
    }
    if (separator.isPresent() && !word.equals("list")) {
      resolution.problem(
          reader.location("separator", location),
          path.key("separator"),
          "Only a list has a separator.",
          "");
    }
    return switch (word) {
      case "integer" -> new PromptVariable.Type.Integer();
      case "number" -> new PromptVariable.Type.Number();
      case "boolean" -> new PromptVariable.Type.Truth();
      case "list" -> new PromptVariable.Type.Items(separator.orElse(LINE_END));
      case "choice" -> new PromptVariable.Type.Choice(choices);
      default -> new PromptVariable.Type.Text();
    };
  }
}
