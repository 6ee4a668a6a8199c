package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema in the words that the API takes in an output format, which the trait {@code schema:
 * closed} of a model's data says: objects have no fields beside those they name, and what has no
 * word there, such as a bound, stands in the description, as the API's own SDKs have it. It holds
 * an answer to less than the schema; the engine measures the answer by that itself. Source:
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs, "JSON Schema
 * limitations".
 */
final class ClosedSchema {
  private static final Set<String> WORDS =
      Set.of(
          "$defs",
          "$ref",
          "additionalProperties",
          "allOf",
          "anyOf",
          "const",
          "default",
          "definitions",
          "description",
          "enum",
          "items",
          "properties",
          "required",
          "title",
          "type");

  /** What is about the schema and not about its values, and so nothing to tell a model. */
  private static final Set<String> SILENT = Set.of("$anchor", "$comment", "$id", "$schema");

  private static final Set<String> FORMATS =
      Set.of(
          "date",
          "date-time",
          "duration",
          "email",
          "hostname",
          "ipv4",
          "ipv6",
          "time",
          "uri",
          "uuid");

  /** Groups that look around, references, borders of words, classes beyond \d \w \s, long runs. */
  private static final Pattern HARD_REGEX =
      Pattern.compile("\\(\\?|\\\\[^\\Wdsw]|\\{[\\d,]*\\d{3}");

  private ClosedSchema() {}

  /** The format as a model of that data is asked for it. */
  static ResponseFormat of(ResponseFormat format, Capabilities model) {
    if (format instanceof ResponseFormat.JsonSchema schema
        && model.trait("schema").orElse("").equals("closed")) {
      String json = RawJson.checked(schema.schemaJson(), "schema '" + schema.name() + "'");
      return ResponseFormat.jsonSchema(schema.name(), of(json), schema.strict());
    }
    return format;
  }

  /** The schema as the API takes it; the same text when it does already. */
  static String of(String json) {
    JsonNode schema = Json.tree(json);
    JsonNode closed = closed(schema);
    return closed.equals(schema) ? json : closed.toString();
  }

  private static JsonNode closed(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode closed = JsonNodeFactory.instance.objectNode();
    if (schema.has("$ref")) {
      closed.set("$ref", schema.path("$ref"));
      definitions(schema, closed);
      return closed;
    }
    List<String> told = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : Json.fields(schema)) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.equals("oneOf") && !schema.has("anyOf")) {
        closed.set("anyOf", each(value));
      } else if (taken(name, value)) {
        closed.set(name, inside(name, value));
      } else if (!SILENT.contains(name)) {
        told.add(name + ": " + value);
      }
    }
    if (schema.path("properties").isObject() && !schema.has("additionalProperties")) {
      closed.put("additionalProperties", false);
    }
    if (!told.isEmpty()) {
      String words = "{" + String.join(", ", told) + "}";
      String described = Json.text(schema, "description").orElse("");
      closed.put("description", described.isEmpty() ? words : described + "\n\n" + words);
    }
    return closed;
  }

  private static void definitions(JsonNode schema, ObjectNode closed) {
    for (String name : List.of("$defs", "definitions")) {
      if (schema.has(name)) {
        closed.set(name, inside(name, schema.path(name)));
      }
    }
  }

  private static boolean taken(String name, JsonNode value) {
    return switch (name) {
      case "minItems" -> value.asInt(2) <= 1;
      case "format" -> FORMATS.contains(value.asString(""));
      case "pattern" -> !HARD_REGEX.matcher(value.asString("")).find();
      default -> WORDS.contains(name);
    };
  }

  private static JsonNode inside(String name, JsonNode value) {
    return switch (name) {
      case "$defs", "definitions", "properties" -> named(value);
      case "allOf", "anyOf" -> each(value);
      case "items" -> closed(value);
      default -> value;
    };
  }

  private static JsonNode named(JsonNode schemas) {
    if (!schemas.isObject()) {
      return schemas;
    }
    ObjectNode closed = JsonNodeFactory.instance.objectNode();
    Json.fields(schemas).forEach(one -> closed.set(one.getKey(), closed(one.getValue())));
    return closed;
  }

  private static JsonNode each(JsonNode schemas) {
    ArrayNode closed = JsonNodeFactory.instance.arrayNode();
    schemas.forEach(one -> closed.add(closed(one)));
    return closed;
  }
}
