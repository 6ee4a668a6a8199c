package org.jackfield.plugin.gemini;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.wire.ForeignFields;
import org.jackfield.wire.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as JSON of the API (https://ai.google.dev/api/generate-content). Never writes null;
 * what the API cannot say is refused, or noted where an answer is still an answer. One use.
 */
final class GeminiRequest {
  private static final String GENERATION_CONFIG = "generationConfig";
  private static final String PARALLEL = "parallel_tool_calls";

  /** Fields of another protocol that this one can say. */
  private static final Set<String> CARRIED =
      Set.of(ThoughtSignature.FIELD, Logprobs.FIELD, Logprobs.TOP_FIELD, PARALLEL, "cachedContent");

  /** Extensions of a request that are said in fields of other names, or noted. */
  private static final Set<String> TRANSLATED =
      Set.of(Logprobs.FIELD, Logprobs.TOP_FIELD, PARALLEL);

  private final ChatRequest request;
  private final String backend;
  private final Attempt attempt;

  GeminiRequest(ChatRequest request, String backend, Attempt attempt) {
    // Fields of another protocol are settled; those set in Java are meant for this API.
    this.request =
        ForeignFields.in(request)
            ? ForeignFields.settle(request, CARRIED, backend, attempt)
            : request;
    RemoteMedia.IMAGES.check(request, backend);
    this.backend = backend;
    this.attempt = attempt;
  }

  /** The body of a chat. */
  byte[] chat() {
    ObjectNode body = prompt(JsonNodeFactory.instance.objectNode());
    ObjectNode config = new GenerationConfig(request, backend, attempt).json();
    if (!config.isEmpty()) {
      body.set(GENERATION_CONFIG, config);
    }
    extend(body);
    return bytes(body);
  }

  /** The body of a count of the prompt's tokens; how to answer does not count. */
  byte[] count(String model) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode counted =
        body.putObject("generateContentRequest").put("model", ModelResource.of(model).name());
    extend(prompt(counted));
    counted.remove(GENERATION_CONFIG);
    return bytes(body);
  }

  private static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private ObjectNode prompt(ObjectNode body) {
    GeminiParts parts = new GeminiParts(backend, attempt);
    GeminiContents contents = GeminiContents.of(request.messages(), parts, attempt);
    contents.system().ifPresent(system -> body.set("systemInstruction", system));
    body.set("contents", contents.turns());
    GeminiTools.write(request, parts, body);
    return body;
  }

  /** Adds the request's own extensions, to what is written already where that is open to more. */
  private void extend(ObjectNode body) {
    for (String name : request.extensions().names()) {
      String json = request.extensions().json(name).orElse("null");
      if (name.equals(PARALLEL) && json.equals("false")) {
        attempt.note(
            "backend '"
                + backend
                + "' cannot hold a model to one tool call at a time;"
                + " 'parallel_tool_calls' was left out");
      }
      if (!TRANSLATED.contains(name) && !json.equals("null")) {
        add(body, name, given(json, name));
      }
    }
  }

  private static void add(ObjectNode target, String name, JsonNode value) {
    JsonNode before = target.get(name);
    if (before == null) {
      target.set(name, value);
    } else if (before instanceof ObjectNode object && value.isObject()) {
      for (Map.Entry<String, JsonNode> field : Json.fields(value)) {
        add(object, field.getKey(), field.getValue());
      }
    } else if (before instanceof ArrayNode list && value.isArray() && !name.equals("contents")) {
      value.forEach(list::add);
    } else {
      throw twice(name);
    }
  }

  /** The error of a field that is written already and comes again as an extension. */
  static BackendException twice(String name) {
    return new BackendException(
        ErrorCode.INVALID_REQUEST,
        "The field '" + name + "' is there twice: once in the extensions.");
  }

  /** The JSON that a caller gave for that thing. */
  static JsonNode given(String json, String owner) {
    try {
      JsonNode value = Json.tree(json);
      if (!value.isMissingNode()) {
        return value;
      }
    } catch (JacksonException malformed) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST, "The JSON of '" + owner + "' is not valid.");
    }
    throw new BackendException(ErrorCode.INVALID_REQUEST, "The JSON of '" + owner + "' is empty.");
  }
}
