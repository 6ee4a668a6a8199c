package org.jackfield.plugin.openai;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Tool;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat in the words of OpenAI's Responses API
 * (https://platform.openai.com/docs/api-reference/responses/input-tokens), which counts what chat
 * completions cannot. One use each.
 */
final class InputItems {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ArrayNode items = NODES.arrayNode();
  private boolean faithful = true;

  private InputItems() {}

  /** The body of a count; empty when the request has something that these words cannot say. */
  static Optional<String> body(ChatRequest request, String model) {
    InputItems input = new InputItems();
    request.messages().forEach(input::message);
    ObjectNode body = NODES.objectNode().put("model", model);
    body.set("input", input.items);
    if (!request.tools().isEmpty()) {
      body.set("tools", input.tools(request.tools()));
    }
    if (request.responseFormat() instanceof ResponseFormat.JsonSchema schema) {
      body.putObject("text").set("format", input.format(schema));
    }
    request
        .thinking()
        .effort()
        .ifPresent(effort -> body.putObject("reasoning").put("effort", effort.word()));
    return input.faithful ? Optional.of(body.toString()) : Optional.empty();
  }

  private void message(Message message) {
    ArrayNode content = NODES.arrayNode();
    boolean assistant = message.role() == Message.Role.ASSISTANT;
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Text text ->
            content
                .addObject()
                .put("type", assistant ? "output_text" : "input_text")
                .put("text", text.text());
        case Part.Refusal refusal ->
            content.addObject().put("type", "refusal").put("refusal", refusal.text());
        case Part.Image image ->
            content.addObject().put("type", "input_image").put("image_url", url(image.media()));
        case Part.Document document -> document(document, content);
        case Part.ToolCall call ->
            items
                .addObject()
                .put("type", "function_call")
                .put("call_id", call.id())
                .put("name", call.name())
                .put("arguments", call.argumentsJson());
        case Part.ToolResult result -> result(result);
        case Part.Thinking thinking -> {
          // Not sent back to OpenAI, so it does not count.
        }
        case Part.Audio audio -> faithful = false;
      }
    }
    if (!content.isEmpty()) {
      ObjectNode item = NODES.objectNode().put("role", role(message.role()));
      item.set("content", content);
      // What was said comes before the calls that it led to.
      items.insert(items.size() - calls(message), item);
    }
  }

  private static int calls(Message message) {
    return (int) message.parts().stream().filter(Part.ToolCall.class::isInstance).count();
  }

  private static String role(Message.Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER, TOOL -> "user";
      case ASSISTANT -> "assistant";
    };
  }

  private void document(Part.Document document, ArrayNode content) {
    ObjectNode file = content.addObject().put("type", "input_file");
    if (document.media() instanceof Media.Inline) {
      file.put("filename", document.name()).put("file_data", url(document.media()));
    } else {
      file.put("file_url", url(document.media()));
    }
  }

  private void result(Part.ToolResult result) {
    StringBuilder output = new StringBuilder();
    for (Part part : result.content()) {
      if (part instanceof Part.Text text) {
        output.append(text.text());
      } else {
        faithful = false;
      }
    }
    items
        .addObject()
        .put("type", "function_call_output")
        .put("call_id", result.id())
        .put("output", output.toString());
  }

  private static String url(Media media) {
    return switch (media) {
      case Media.Inline inline ->
          "data:"
              + inline.mimeType()
              + ";base64,"
              + Base64.getEncoder().encodeToString(inline.bytes());
      case Media.Remote remote -> remote.uri().toString();
    };
  }

  private ArrayNode tools(List<Tool> tools) {
    ArrayNode list = NODES.arrayNode();
    for (Tool tool : tools) {
      ObjectNode function = list.addObject().put("type", "function").put("name", tool.name());
      if (!tool.description().isEmpty()) {
        function.put("description", tool.description());
      }
      function.set("parameters", schema(tool.parametersJson()));
      // Strict unless it says otherwise, other than in chat completions.
      function.put("strict", tool.strict());
    }
    return list;
  }

  private ObjectNode format(ResponseFormat.JsonSchema schema) {
    ObjectNode format = NODES.objectNode().put("type", "json_schema").put("name", schema.name());
    format.set("schema", schema(schema.schemaJson()));
    return format.put("strict", schema.strict());
  }

  /**
   * The schema; what is none cannot be sent, and whoever answers the request refuses it by name.
   */
  private JsonNode schema(String json) {
    Optional<JsonNode> schema = Json.find(json.getBytes(StandardCharsets.UTF_8));
    faithful &= schema.isPresent();
    return schema.orElseGet(NODES::objectNode);
  }
}
