package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.config.Placeholders.Part;
import org.jackfield.engine.config.yaml.YamlNode;

/** Fills the placeholders of values from the environment and files. Immutable. */
final class Substitution {
  private final Map<String, String> environment;
  private final SecretFiles files;

  Substitution(Map<String, String> environment, SecretFiles files) {
    this.environment = Map.copyOf(environment);
    this.files = files;
  }

  /** What became of a value. */
  sealed interface Result {
    /**
     * Its text.
     *
     * @param variables the variables whose values went into it
     * @param secret whether a file's content, or a variable that seems to hold a secret, went in
     * @param exposed files that every user may read
     */
    record Filled(String text, List<String> variables, boolean secret, List<String> exposed)
        implements Result {
      @Override
      public String toString() {
        return "Filled[" + text.length() + " characters]";
      }
    }

    /** Something that it names is not there. */
    record Unresolved(String message, String hint) implements Result {}

    /** It is written wrongly. */
    record Malformed(String message, String hint) implements Result {}
  }

  /** A variable that is set and not blank, without spaces around it; empty otherwise. */
  String variable(String name) {
    return environment.getOrDefault(name, "").strip();
  }

  Result apply(YamlNode.Scalar scalar) {
    if (!scalar.text().contains("${")) {
      return new Result.Filled(scalar.text(), List.of(), false, List.of());
    }
    StringBuilder text = new StringBuilder();
    List<String> variables = new ArrayList<>();
    List<String> exposed = new ArrayList<>();
    boolean secret = false;
    for (Part part : Placeholders.parse(scalar.text())) {
      switch (part) {
        case Part.Literal literal -> text.append(literal.text());
        case Part.Malformed malformed -> {
          return new Result.Malformed(malformed.message(), malformed.hint());
        }
        case Part.Variable variable -> {
          String value = environment.get(variable.name());
          boolean absent = value == null || (value.isEmpty() && variable.fallback().isPresent());
          if (absent && variable.fallback().isEmpty()) {
            return new Result.Unresolved(
                "The variable " + variable.name() + " is not set.",
                "Set it, or write ${" + variable.name() + ":-default}.");
          }
          if (absent || value == null) {
            text.append(variable.fallback().orElse(""));
          } else {
            text.append(value);
            variables.add(variable.name());
            secret |= Shown.seemsSecret(variable.name());
          }
        }
        case Part.Content content -> {
          SecretFiles.Content file = files.find(scalar.location().file(), content.path());
          if (!file.refusal().isEmpty()) {
            return new Result.Unresolved(
                "The file " + Shown.value(content.path()) + " " + file.refusal() + ".", "");
          }
          text.append(file.text());
          secret = true;
          if (file.readableByAll()) {
            exposed.add(content.path());
          }
        }
      }
    }
    return new Result.Filled(text.toString(), variables, secret, exposed);
  }
}
