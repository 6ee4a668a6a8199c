package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.ElementSplice;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
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
      JsonNode node = list.get().path(i);
      String path = "tools[" + i + "]";
      Optional<Tool> tool = known(node, path);
      tool.ifPresent(tools::add);
      if (tool.isEmpty()) {
        unknown.put(path, node.toString());
      }
    }
    return tools;
  }

  /** The tool, when it is a function. */
  private static Optional<Tool> known(JsonNode tool, String path) {
    return Json.text(tool, "type").orElse("function").equals("function")
        ? Optional.of(tool(tool, path + ".function"))
        : Optional.empty();
  }

  private static Tool tool(JsonNode node, String path) {
    JsonNode function = node.path("function");
    String name =
        Json.text(function, "name")
            .orElseThrow(() -> InvalidRequest.field(path + ".name", "a string"));
    JsonNode parameters = function.path("parameters");
    Tool tool =
        Tool.of(
                name,
                Json.text(function, "description").orElse(""),
                Json.absent(parameters) ? NO_PARAMETERS : parameters.toString())
            .withExtensions(
                Fields.unknown(node, Fields.TOOL)
                    .and(Fields.inside("function", function, Fields.FUNCTION)));
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
    JsonNode function = choice.path("function");
    Optional<String> name = Json.text(function, "name");
    if (Json.text(choice, "type").orElse("").equals("function") && name.isPresent()) {
      Extensions fields =
          Fields.unknown(choice, Fields.TOOL)
              .and(Fields.inside("function", function, Set.of("name")));
      Fields.keep("tool_choice", fields, unknown);
      return ToolChoice.named(name.get());
    }
    unknown.put("tool_choice", choice.toString());
    return ToolChoice.auto();
  }

  /** Writes what differs; what stays keeps its spelling, and so do tools of unknown kinds. */
  static OpenAiRequestBody splice(OpenAiRequestBody body, ChatRequest changed) {
    OpenAiRequestBody spliced = splice(body, changed.tools(), changed.extensions());
    ToolChoice choice = changed.toolChoice();
    if (choice.equals(choice(body, new HashMap<>()))) {
      return spliced;
    }
    return choice instanceof ToolChoice.Auto
        ? spliced.without("tool_choice")
        : spliced.with("tool_choice", json(choice));
  }

  private static OpenAiRequestBody splice(
      OpenAiRequestBody body, List<Tool> tools, Extensions extensions) {
    List<String> elements = new ArrayList<>();
    List<Tool> values = new ArrayList<>();
    List<String> all = body.elements("tools");
    for (String element : all) {
      known(Json.tree(element), "tools[" + values.size() + "]")
          .ifPresent(
              tool -> {
                elements.add(element);
                values.add(tool);
              });
    }
    List<String> spliced = ElementSplice.of(elements, values, tools, ToolFields::json);
    Entries.insert("tools", extensions, spliced);
    if (spliced.equals(all)) {
      return body;
    }
    return spliced.isEmpty()
        ? body.without("tools")
        : body.with("tools", "[" + String.join(",", spliced) + "]");
  }

  /** The tools as JSON. */
  static String json(List<Tool> tools) {
    return tools.stream().map(ToolFields::json).collect(Collectors.joining(",", "[", "]"));
  }

  private static String json(Tool tool) {
    String description =
        tool.description().isEmpty() ? "" : ",\"description\":" + Json.quote(tool.description());
    return "{\"type\":\"function\",\"function\":{\"name\":"
        + Json.quote(tool.name())
        + description
        + ",\"parameters\":"
        + RawJson.checked(tool.parametersJson(), "tool '" + tool.name() + "'")
        + (tool.strict() ? ",\"strict\":true" : "")
        + Fields.jsonInside("function", tool.extensions(), Fields.FUNCTION)
        + "}"
        + Fields.json(tool.extensions(), Fields.TOOL)
        + "}";
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
}
