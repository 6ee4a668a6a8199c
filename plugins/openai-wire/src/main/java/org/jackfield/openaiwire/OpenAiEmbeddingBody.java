package org.jackfield.openaiwire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.Utf8;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A client's request for embeddings (https://platform.openai.com/docs/api-reference/embeddings),
 * and its answer in the form that it asks for. Immutable.
 *
 * @param request what is asked
 * @param base64 whether vectors are wanted as base64 of little-endian floats, and not as numbers
 */
public record OpenAiEmbeddingBody(EmbeddingRequest request, boolean base64) {
  private static final Set<String> FIELDS =
      Set.of("model", "input", "encoding_format", "dimensions", "user");
  private static final int MAX_TEXTS = 2048;

  /**
   * Reads a body.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the field, when it is no
   *     such request; {@link ErrorCode#UNSUPPORTED} for tokens in place of texts
   */
  public static OpenAiEmbeddingBody read(byte[] bytes) {
    JsonNode body = object(bytes);
    for (String field : body.propertyNames()) {
      ExtensionFields.checkNoRoute(field);
      if (!FIELDS.contains(field)) {
        throw InvalidRequest.unknown(
            field, "A request for embeddings has no field '" + field + "'.");
      }
    }
    String model = body.path("model").isMissingNode() ? "" : text(body, "model");
    EmbeddingRequest request = EmbeddingRequest.of(model, texts(body.path("input")));
    JsonNode dimensions = body.path("dimensions");
    if (!Json.absent(dimensions)) {
      if (Json.whole(dimensions).isEmpty() || !dimensions.canConvertToInt()) {
        throw InvalidRequest.type("dimensions", "a whole number");
      }
      if (dimensions.intValue() < 1) {
        throw InvalidRequest.range("dimensions", "1 or more", "integer", true);
      }
      request = request.withDimensions(dimensions.intValue());
    }
    return new OpenAiEmbeddingBody(request, base64(body.path("encoding_format")));
  }

  private static JsonNode object(byte[] bytes) {
    if (!Utf8.valid(bytes)) {
      throw InvalidRequest.of("The request body is not UTF-8.");
    }
    try {
      JsonNode body = Json.tree(bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException malformed) {
      throw InvalidRequest.json(malformed, bytes);
    }
    throw InvalidRequest.of("The request body must be a JSON object.");
  }

  private static String text(JsonNode body, String field) {
    return Json.text(body, field).orElseThrow(() -> InvalidRequest.type(field, "a string"));
  }

  private static List<String> texts(JsonNode input) {
    if (Json.absent(input)) {
      throw InvalidRequest.missing("input");
    }
    if (input.isString()) {
      return List.of(input.stringValue());
    }
    if (!input.isArray()) {
      throw InvalidRequest.type("input", "a string or an array of strings");
    }
    if (input.isEmpty()) {
      throw InvalidRequest.empty("input");
    }
    if (input.size() > MAX_TEXTS) {
      throw InvalidRequest.tooMany("input", MAX_TEXTS);
    }
    List<String> texts = new ArrayList<>(input.size());
    for (JsonNode text : input) {
      if (text.isNumber() || text.isArray()) {
        // They belong to one model's tokenizer, and another backend would take them for others.
        throw new BackendException(
                ErrorCode.UNSUPPORTED, "'input' must be text; tokens are not taken.")
            .withParameter("input");
      }
      if (!text.isString()) {
        throw InvalidRequest.type("input[" + texts.size() + "]", "a string");
      }
      texts.add(text.stringValue());
    }
    return texts;
  }

  private static boolean base64(JsonNode format) {
    if (Json.absent(format)) {
      return false;
    }
    return switch (format.asString("")) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw InvalidRequest.field("encoding_format", "\"float\" or \"base64\"");
    };
  }

  /** The answer as JSON. */
  public byte[] answer(EmbeddingResult result) {
    StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
    int index = 0;
    for (float[] vector : result.vectors()) {
      json.append(index > 0 ? "," : "")
          .append("{\"object\":\"embedding\",\"index\":")
          .append(index++)
          .append(",\"embedding\":");
      vector(json, vector);
      json.append('}');
    }
    json.append("],\"model\":").append(Json.quote(result.model()));
    OptionalLong tokens = result.usage().input();
    if (tokens.isPresent()) {
      json.append(",\"usage\":{\"prompt_tokens\":")
          .append(tokens.getAsLong())
          .append(",\"total_tokens\":")
          .append(tokens.getAsLong())
          .append('}');
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void vector(StringBuilder json, float[] vector) {
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      json.append('"').append(Base64.getEncoder().encodeToString(bytes.array())).append('"');
      return;
    }
    json.append('[');
    for (int i = 0; i < vector.length; i++) {
      json.append(i > 0 ? "," : "").append(vector[i]);
    }
    json.append(']');
  }
}
