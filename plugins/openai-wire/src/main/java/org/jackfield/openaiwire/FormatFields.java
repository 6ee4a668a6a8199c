package org.jackfield.openaiwire;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import org.jackfield.wire.SchemaName;
import tools.jackson.databind.JsonNode;

/** The response format. */
final class FormatFields {
  /** The field that holds it. */
  static final String FIELD = "response_format";

  private static final String SCHEMA = "json_schema";
  private static final Set<String> DESCRIBED = Set.of("name", "schema", "strict");

  /** A name for a schema that came without one; the API wants one. */
  static final String UNNAMED = "response";

  private FormatFields() {}

  static ResponseFormat read(OpenAiRequestBody body, Map<String, String> unknown) {
    Optional<JsonNode> node = body.node(FIELD);
    if (node.isEmpty()) {
      return ResponseFormat.text();
    }
    return switch (Json.text(node.get(), "type").orElse("")) {
      case "text" -> {
        Fields.keep(FIELD, Fields.unknown(node.get(), Set.of("type")), unknown);
        yield ResponseFormat.text();
      }
      case "json_object" -> {
        Fields.keep(FIELD, Fields.unknown(node.get(), Set.of("type", "schema")), unknown);
        yield json(node.get());
      }
      case "json_schema" -> {
        Fields.keep(FIELD, Fields.unknown(node.get(), Set.of("type", SCHEMA)), unknown);
        yield schema(node.get().path(SCHEMA), unknown);
      }
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
    Fields.keep(FIELD, Fields.inside(SCHEMA, described, DESCRIBED), unknown);
    return ResponseFormat.jsonSchema(
        Json.text(described, "name").orElse(UNNAMED),
        schema.toString(),
        described.path("strict").asBoolean(false));
  }

  /** Writes the format when it differs, or when a field beside it shall go. */
  static OpenAiRequestBody splice(OpenAiRequestBody body, ChatRequest changed) {
    Map<String, String> beside = new HashMap<>();
    ResponseFormat format = changed.responseFormat();
    boolean same = read(body, beside).equals(format);
    if (same && changed.extensions().names().containsAll(beside.keySet())) {
      return body;
    }
    return format instanceof ResponseFormat.Text
        ? body.without(FIELD)
        : body.with(FIELD, json(format));
  }

  /** The format as JSON, in the way of that server. */
  static String json(ResponseFormat format, OpenAiEndpoint.FormatField field) {
    return switch (field) {
      case OPENAI -> json(format);
      case VALUE -> value(format);
    };
  }

  /**
   * The format of text-generation-inference, whose {@code json_schema} is another one than
   * OpenAI's; {@code json} with a schema as its value is what all its versions take
   * (https://huggingface.co/docs/text-generation-inference/basic_tutorials/using_guidance).
   */
  private static String value(ResponseFormat format) {
    return switch (format) {
      case ResponseFormat.Text text -> json(text);
      case ResponseFormat.Json json -> "{\"type\":\"json\",\"value\":{\"type\":\"object\"}}";
      case ResponseFormat.JsonSchema schema ->
          "{\"type\":\"json\",\"value\":" + RawJson.checked(schema.schemaJson(), FIELD) + "}";
    };
  }

  /** The format as JSON. */
  static String json(ResponseFormat format) {
    return switch (format) {
      case ResponseFormat.Text text -> "{\"type\":\"text\"}";
      case ResponseFormat.Json json -> "{\"type\":\"json_object\"}";
      case ResponseFormat.JsonSchema schema ->
          "{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
              + Json.quote(SchemaName.of(schema.name(), UNNAMED))
              + ",\"schema\":"
              + RawJson.checked(schema.schemaJson(), FIELD)
              + (schema.strict() ? ",\"strict\":true" : "")
              + "}}";
    };
  }
}
