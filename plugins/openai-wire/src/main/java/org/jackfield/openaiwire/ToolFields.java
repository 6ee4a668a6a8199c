package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Tools and the choice among them. */
final class ToolFields {
  /** What a function without parameters takes: nothing. */
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private ToolFields() {}

  static List<Tool> tools(OpenAiRequestBody body, Map<String, String> unknown) {
    List<Tool> tools = new ArrayList<>();
    Optional<JsonNode> list = body.node("tools");
    for (int i = 0; list.isPresent() && i < list.get().size(); i++) {
      JsonNode tool = list.get().path(i);
      if (Json.text(tool, "type").orElse("function").equals("function")) {
        tools.add(tool(tool.path("function"), "tools[" + i + "].function"));
      } else {
        unknown.put("tools[" + i + "]", tool.toString());
      }
    }
    return tools;
  }

  private static Tool tool(JsonNode function, String path) {
    String name =
        Json.text(function, "name")
            .orElseThrow(() -> InvalidRequest.field(path + ".name", "a string"));
    JsonNode parameters = function.path("parameters");
    Tool tool =
        Tool.of(
            name,
            Json.text(function, "description").orElse(""),
            Json.absent(parameters) ? NO_PARAMETERS : parameters.toString());
    return function.path("strict").asBoolean(false) ? tool.withStrict() : tool;
  }

  static ToolChoice choice(OpenAiRequestBody body, Map<String, String> unknown) {
    Optional<JsonNode> node = body.node("tool_choice");
    if (node.isEmpty()) {
      return ToolChoice.auto();
    }
    JsonNode choice = node.get();
    if (choice.isString()) {
      return switch (choice.stringValue()) {
        case "auto" -> ToolChoice.auto();
        case "none" -> ToolChoice.none();
        case "required" -> ToolChoice.required();
        default ->
            throw InvalidRequest.field(
                "tool_choice", "\"auto\", \"none\", \"required\" or one function");
      };
    }
    Optional<String> name = Json.text(choice.path("function"), "name");
    if (Json.text(choice, "type").orElse("").equals("function") && name.isPresent()) {
      return ToolChoice.named(name.get());
    }
    unknown.put("tool_choice", choice.toString());
    return ToolChoice.auto();
  }

  static OpenAiRequestBody splice(OpenAiRequestBody body, List<Tool> tools, ToolChoice choice) {
    OpenAiRequestBody with =
        tools.isEmpty() ? body.without("tools") : body.with("tools", json(tools));
    return choice instanceof ToolChoice.Auto
        ? with.without("tool_choice")
        : with.with("tool_choice", json(choice));
  }

  /** The tools as JSON. */
  static String json(List<Tool> tools) {
    StringBuilder json = new StringBuilder("[");
    for (Tool tool : tools) {
      json.append(json.length() > 1 ? "," : "")
          .append("{\"type\":\"function\",\"function\":{\"name\":")
          .append(Json.quote(tool.name()));
      if (!tool.description().isEmpty()) {
        json.append(",\"description\":").append(Json.quote(tool.description()));
      }
      json.append(",\"parameters\":")
          .append(checked(tool.parametersJson(), "tool '" + tool.name() + "'"))
          .append(tool.strict() ? ",\"strict\":true}}" : "}}");
    }
    return json.append(']').toString();
  }

  /** The choice as JSON. */
  static String json(ToolChoice choice) {
    return switch (choice) {
      case ToolChoice.Auto auto -> "\"auto\"";
      case ToolChoice.None none -> "\"none\"";
      case ToolChoice.Required required -> "\"required\"";
      case ToolChoice.Named named ->
          "{\"type\":\"function\",\"function\":{\"name\":" + Json.quote(named.name()) + "}}";
    };
  }

  /** The JSON text, once it is known to be one value: it is written as it is. */
  static String checked(String json, String owner) {
    try {
      if (!Json.tree(json).isMissingNode()) {
        return json;
      }
    } catch (JacksonException malformed) {
      throw InvalidRequest.of("The schema of " + owner + " is not valid JSON.");
    }
    throw InvalidRequest.of("The schema of " + owner + " is empty.");
  }
}
