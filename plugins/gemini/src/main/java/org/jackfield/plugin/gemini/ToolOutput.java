package org.jackfield.plugin.gemini;

import org.jackfield.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tool gave, as the object that the API wants: an object as it is, anything else as {@code
 * output}, a failure as {@code error} (https://ai.google.dev/api/caching#FunctionResponse).
 */
final class ToolOutput {
  private ToolOutput() {}

  static ObjectNode json(String text, boolean failed) {
    ObjectNode object = object(text);
    if (failed) {
      ObjectNode error = JsonNodeFactory.instance.objectNode();
      return object == null ? error.put("error", text) : error.set("error", object);
    }
    return object == null ? JsonNodeFactory.instance.objectNode().put("output", text) : object;
  }

  private static @Nullable ObjectNode object(String text) {
    try {
      JsonNode json = Json.tree(text);
      return json instanceof ObjectNode object ? object : null;
    } catch (JacksonException plainText) {
      return null;
    }
  }
}
