package org.jackfield.openaiwire;

import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** The response format. */
final class FormatFields {
  private static final String FIELD = "response_format";

  /** A name for a schema that came without one; the API wants one. */
  static final String UNNAMED = "response";

  private FormatFields() {}

  static ResponseFormat read(OpenAiRequestBody body, Map<String, String> unknown) {
    Optional<JsonNode> node = body.node(FIELD);
    if (node.isEmpty()) {
      return ResponseFormat.text();
    }
    return switch (Json.text(node.get(), "type").orElse("")) {
      case "text" -> ResponseFormat.text();
      case "json_object" -> json(node.get());
      case "json_schema" -> schema(node.get().path("json_schema"), unknown);
      default -> {
        unknown.put(FIELD, node.get().toString());
        yield ResponseFormat.text();
      }
    };
  }

  /** Any JSON; llama.cpp takes a schema beside it. */
  private static ResponseFormat json(JsonNode format) {
    JsonNode schema = format.path("schema");
    return schema.isObject()
        ? ResponseFormat.jsonSchema(UNNAMED, schema.toString(), false)
        : ResponseFormat.json();
  }

  private static ResponseFormat schema(JsonNode described, Map<String, String> unknown) {
    JsonNode schema = described.path("schema");
    if (!schema.isObject() && !schema.isBoolean()) {
      throw InvalidRequest.field(FIELD + ".json_schema.schema", "a JSON Schema");
    }
    if (!Json.absent(described.get("description"))) {
      unknown.put(FIELD + ".json_schema.description", described.path("description").toString());
    }
    return ResponseFormat.jsonSchema(
        Json.text(described, "name").orElse(UNNAMED),
        schema.toString(),
        described.path("strict").asBoolean(false));
  }

  static OpenAiRequestBody splice(OpenAiRequestBody body, ResponseFormat format) {
    return format instanceof ResponseFormat.Text
        ? body.without(FIELD)
        : body.with(FIELD, json(format));
  }

  /** The format as JSON. */
  static String json(ResponseFormat format) {
    return switch (format) {
      case ResponseFormat.Text text -> "{\"type\":\"text\"}";
      case ResponseFormat.Json json -> "{\"type\":\"json_object\"}";
      case ResponseFormat.JsonSchema schema ->
          "{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
              + Json.quote(schema.name().isEmpty() ? UNNAMED : schema.name())
              + ",\"schema\":"
              + ToolFields.checked(schema.schemaJson(), FIELD)
              + (schema.strict() ? ",\"strict\":true" : "")
              + "}}";
    };
  }
}
