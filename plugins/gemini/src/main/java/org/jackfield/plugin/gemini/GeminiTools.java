package org.jackfield.plugin.gemini;

import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tools and the choice among them (https://ai.google.dev/gemini-api/docs/function-calling). With a
 * choice that forces a call the API holds arguments to their schema by itself; where the model may
 * choose, it does so in the mode {@code VALIDATED}, which a strict tool gets.
 */
final class GeminiTools {
  private GeminiTools() {}

  /** Adds the fields {@code tools} and {@code toolConfig}, when there are tools. */
  static void write(ChatRequest request, GeminiParts parts, ObjectNode body) {
    if (request.tools().isEmpty()) {
      return;
    }
    ArrayNode functions = JsonNodeFactory.instance.arrayNode();
    for (Tool tool : request.tools()) {
      functions.add(parts.extended(function(tool), tool.extensions()));
    }
    body.putArray("tools").addObject().set("functionDeclarations", functions);
    ObjectNode calling = JsonNodeFactory.instance.objectNode();
    switch (request.toolChoice()) {
      case ToolChoice.Auto auto -> {
        if (request.tools().stream().anyMatch(Tool::strict)) {
          calling.put("mode", "VALIDATED");
        }
      }
      case ToolChoice.None none -> calling.put("mode", "NONE");
      case ToolChoice.Required required -> calling.put("mode", "ANY");
      case ToolChoice.Named named ->
          calling.put("mode", "ANY").putArray("allowedFunctionNames").add(named.name());
    }
    if (!calling.isEmpty()) {
      body.putObject("toolConfig").set("functionCallingConfig", calling);
    }
  }

  private static ObjectNode function(Tool tool) {
    ObjectNode function = JsonNodeFactory.instance.objectNode().put("name", tool.name());
    if (!tool.description().isEmpty()) {
      function.put("description", tool.description());
    }
    return function.set(
        "parametersJsonSchema", GeminiRequest.given(tool.parametersJson(), tool.name()));
  }
}
