package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import tools.jackson.databind.JsonNode;

/** The field {@code output_config}: how hard to work, and what the answer must look like. */
final class OutputFields {
  static final String CONFIG = "output_config";
  static final String FIELD = CONFIG + ".";
  private static final String FORMAT = "format";
  private static final String EFFORT = "effort";
  private static final Set<String> SCHEMA = Set.of("type", "schema");

  /** The API's format has no name; other protocols want one. */
  private static final String NAME = "output";

  private OutputFields() {}

  /** How hard to think; empty when nothing is asked for, or it is said that nothing is thought. */
  static Optional<Thinking.Effort> effort(AnthropicRequestBody body) {
    return ThinkingFields.disabled(body)
        ? Optional.empty()
        : body.node(CONFIG)
            .flatMap(config -> Json.text(config, EFFORT))
            .flatMap(Thinking.Effort::of)
            .filter(effort -> effort != Thinking.Effort.NONE);
  }

  /** What the answer must look like; what has no canonical word goes to the unknown fields. */
  static ResponseFormat read(AnthropicRequestBody body, Map<String, String> unknown) {
    Optional<JsonNode> config = body.node(CONFIG);
    if (config.isEmpty()) {
      return ResponseFormat.text();
    }
    JsonNode format = config.get().path(FORMAT);
    boolean schema = isSchema(format);
    Extensions beside = Beside.of(config.get(), Set.of(), FIELD);
    if (schema) {
      beside = beside.without(FIELD + FORMAT);
    }
    if (effort(body).isPresent()) {
      beside = beside.without(FIELD + EFFORT);
    }
    for (String name : beside.names()) {
      unknown.put(name, beside.json(name).orElseThrow());
    }
    return schema
        ? ResponseFormat.jsonSchema(NAME, format.path("schema").toString(), true)
        : ResponseFormat.text();
  }

  private static boolean isSchema(JsonNode format) {
    return Json.text(format, "type").orElse("").equals("json_schema")
        && format.path("schema").isObject()
        && Beside.of(format, SCHEMA).isEmpty();
  }

  /** Writes what differs; what stays keeps its spelling. */
  static AnthropicRequestBody splice(AnthropicRequestBody body, ChatRequest changed) {
    Thinking thinking = changed.thinking();
    Optional<Thinking.Effort> effort = thinking.off() ? Optional.empty() : thinking.effort();
    Optional<String> wanted =
        json(
            format(changed.responseFormat()),
            effort.map(Thinking.Effort::word),
            thinking.off() ? changed.extensions() : withoutEffort(changed.extensions()));
    if (wanted.isEmpty()) {
      return body.node(CONFIG).filter(node -> !node.isEmpty()).isPresent()
          ? body.without(CONFIG)
          : body;
    }
    boolean same = body.node(CONFIG).filter(Json.tree(wanted.get())::equals).isPresent();
    return same ? body : body.with(CONFIG, wanted.get());
  }

  /** An effort that stood beside disabled thinking would be one of thinking once that is not. */
  private static Extensions withoutEffort(Extensions fields) {
    boolean known =
        fields
            .json(FIELD + EFFORT)
            .filter(json -> Thinking.Effort.of(Json.tree(json).asString("")).isPresent())
            .isPresent();
    return known ? fields.without(FIELD + EFFORT) : fields;
  }

  /**
   * The value of the field; empty when it would say nothing.
   *
   * @param format the value of its format
   */
  static Optional<String> json(
      Optional<String> format, Optional<String> effort, Extensions extensions) {
    List<String> fields = new ArrayList<>();
    Extensions beside = extensions;
    if (format.isPresent()) {
      fields.add("\"format\":" + format.get());
      beside = beside.without(FIELD + FORMAT);
    }
    if (effort.isPresent()) {
      fields.add("\"effort\":" + Json.quote(effort.get()));
      beside = beside.without(FIELD + EFFORT);
    }
    String json = String.join(",", fields) + Beside.json(beside, Set.of(), FIELD);
    String inside = json.startsWith(",") ? json.substring(1) : json;
    return inside.isEmpty() ? Optional.empty() : Optional.of("{" + inside + "}");
  }

  /**
   * The value of the format; empty for any text.
   *
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} for JSON without a schema
   */
  static Optional<String> format(ResponseFormat format) {
    return switch (format) {
      case ResponseFormat.Text text -> Optional.empty();
      case ResponseFormat.Json any ->
          throw new BackendException(
                  ErrorCode.UNSUPPORTED,
                  "The Messages API does not support JSON output without a schema.")
              .withHint("Give a JSON Schema.");
      case ResponseFormat.JsonSchema schema ->
          Optional.of(
              "{\"type\":\"json_schema\",\"schema\":"
                  + RawJson.checked(schema.schemaJson(), "schema '" + schema.name() + "'")
                  + "}");
    };
  }
}
