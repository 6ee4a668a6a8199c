package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.wire.InvalidRequest;
import tools.jackson.databind.JsonNode;

/**
 * A prompt template by name, with its variables: the field {@code prompt} in the shape that
 * OpenAI's Responses API has for it, which is taken on chat completions, too.
 *
 * @param id the template's name
 * @param version the version it must be at, when that matters
 * @param variables values by name, as text; a list has any number of them
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/create">OpenAI's API
 *     reference</a>
 */
public record OpenAiPrompt(
    String id, Optional<String> version, Map<String, List<String>> variables) {

  static final String FIELD = "prompt";

  private static final Set<String> FIELDS = Set.of("id", "version", "variables");
  private static final int MAX_VARIABLES = 256;

  /** Copies its variables. */
  public OpenAiPrompt {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  static OpenAiPrompt of(JsonNode prompt) {
    for (String name : prompt.propertyNames()) {
      if (!FIELDS.contains(name)) {
        throw InvalidRequest.unknown(
            "prompt." + name, "'prompt' has no field '" + name + "': id, version, variables.");
      }
    }
    if (prompt.path("id").isMissingNode()) {
      throw InvalidRequest.missing("prompt.id");
    }
    if (!prompt.path("id").isString()) {
      throw InvalidRequest.type("prompt.id", "a string");
    }
    JsonNode version = prompt.path("version");
    boolean versioned = !version.isMissingNode() && !version.isNull();
    if (versioned && !version.isString() && !version.isNumber()) {
      throw InvalidRequest.type("prompt.version", "a string");
    }
    return new OpenAiPrompt(
        prompt.path("id").stringValue(),
        versioned ? Optional.of(version.asString()) : Optional.empty(),
        variables(prompt.path("variables")));
  }

  private static Map<String, List<String>> variables(JsonNode variables) {
    if (variables.isMissingNode() || variables.isNull()) {
      return Map.of();
    }
    if (!variables.isObject()) {
      throw InvalidRequest.type("prompt.variables", "an object");
    }
    if (variables.size() > MAX_VARIABLES) {
      throw InvalidRequest.tooMany("prompt.variables", MAX_VARIABLES);
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    variables
        .properties()
        .forEach(entry -> values.put(entry.getKey(), values(entry.getKey(), entry.getValue())));
    return values;
  }

  private static List<String> values(String name, JsonNode value) {
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(item -> texts.add(text(name, item)));
    } else {
      texts.add(text(name, value));
    }
    return List.copyOf(texts);
  }

  private static String text(String name, JsonNode value) {
    if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
      throw InvalidRequest.type(
          "prompt.variables." + name, "a string, a number, true or false, or an array of these");
    }
    return value.asString();
  }

  /** The names; never the values. */
  @Override
  public String toString() {
    return "OpenAiPrompt[" + id + ", " + variables.keySet() + "]";
  }
}
