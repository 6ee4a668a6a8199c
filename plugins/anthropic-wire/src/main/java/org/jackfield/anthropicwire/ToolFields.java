package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  /** What OpenAI's JSON and extensions of requests call one call at a time. */
  static final String PARALLEL = "parallel_tool_calls";

  static final String CHOICE = "tool_choice";

  /** A choice with a word that is newer than this code is kept whole under its own name. */
  static final String CHOICE_FIELD = CHOICE + ".";

  private static final String TOOLS = "tools";
  private static final String SINGLE = "disable_parallel_tool_use";
  private static final Set<String> TOOL =
      Set.of("type", "name", "description", "input_schema", "strict");
  private static final Set<String> CHOSEN = Set.of("type", "name", SINGLE);
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private ToolFields() {}

  static List<Tool> tools(AnthropicRequestBody body, Map<String, String> unknown) {
    List<Tool> tools = new ArrayList<>();
    Optional<JsonNode> list = body.node(TOOLS);
    for (int i = 0; list.isPresent() && i < list.get().size(); i++) {
      JsonNode node = list.get().path(i);
      Optional<Tool> tool = known(node, Entries.name(TOOLS, i));
      tool.ifPresent(tools::add);
      if (tool.isEmpty()) {
        unknown.put(Entries.name(TOOLS, i), node.toString());
      }
    }
    return tools;
  }

  /** The tool, when it is the client's; those that the server runs have a type of their own. */
  private static Optional<Tool> known(JsonNode node, String path) {
    if (!Json.text(node, "type").orElse("custom").equals("custom")) {
      return Optional.empty();
    }
    String name =
        Json.text(node, "name").orElseThrow(() -> InvalidRequest.type(path + ".name", "a string"));
    JsonNode schema = node.path("input_schema");
    Tool tool =
        Tool.of(
                name,
                Json.text(node, "description").orElse(""),
                Json.absent(schema) ? NO_PARAMETERS : schema.toString())
            .withExtensions(Beside.of(node, TOOL));
    return Optional.of(node.path("strict").asBoolean(false) ? tool.withStrict() : tool);
  }

  static ToolChoice choice(AnthropicRequestBody body, Map<String, String> unknown) {
    Optional<JsonNode> node = body.node(CHOICE);
    if (node.isEmpty()) {
      return ToolChoice.auto();
    }
    JsonNode choice = node.get();
    Optional<String> name = Json.text(choice, "name");
    Optional<ToolChoice> read =
        switch (Json.text(choice, "type").orElse("")) {
          case "auto" -> Optional.of(ToolChoice.auto());
          case "any" -> Optional.of(ToolChoice.required());
          case "none" -> Optional.of(ToolChoice.none());
          case "tool" -> name.map(ToolChoice::named);
          default -> Optional.empty();
        };
    if (read.isEmpty()) {
      unknown.put(CHOICE, choice.toString());
      return ToolChoice.auto();
    }
    Extensions fields = Beside.of(choice, CHOSEN, CHOICE_FIELD);
    fields.names().forEach(field -> unknown.put(field, fields.json(field).orElseThrow()));
    if (choice.path(SINGLE).asBoolean(false)) {
      unknown.put(PARALLEL, "false");
    }
    return read.get();
  }

  /** Writes what differs; what stays keeps its spelling, and so do tools of unknown kinds. */
  static AnthropicRequestBody splice(AnthropicRequestBody body, ChatRequest changed) {
    AnthropicRequestBody spliced = tools(body, changed);
    Map<String, String> had = new HashMap<>();
    ToolChoice choice = choice(body, had);
    Map<String, String> wanted = new HashMap<>();
    for (String name : changed.extensions().names()) {
      if (ofChoice(name)) {
        wanted.put(name, changed.extensions().json(name).orElseThrow());
      }
    }
    if (choice.equals(changed.toolChoice()) && had.equals(wanted)) {
      return spliced;
    }
    return choice(changed.toolChoice(), changed.extensions())
        .map(json -> spliced.with(CHOICE, json))
        .orElseGet(() -> spliced.without(CHOICE));
  }

  /** Whether an extension of a request belongs to the choice among its tools. */
  static boolean ofChoice(String name) {
    return name.equals(PARALLEL) || name.equals(CHOICE) || name.startsWith(CHOICE_FIELD);
  }

  private static AnthropicRequestBody tools(AnthropicRequestBody body, ChatRequest changed) {
    List<String> elements = new ArrayList<>();
    List<Tool> values = new ArrayList<>();
    List<String> all = body.elements(TOOLS);
    for (String element : all) {
      known(Json.tree(element), Entries.name(TOOLS, values.size()))
          .ifPresent(
              tool -> {
                elements.add(element);
                values.add(tool);
              });
    }
    List<String> spliced = ElementSplice.of(elements, values, changed.tools(), ToolFields::json);
    Entries.insert(TOOLS, changed.extensions(), spliced);
    if (spliced.equals(all)) {
      return body;
    }
    return spliced.isEmpty() ? body.without(TOOLS) : body.with(TOOLS, array(spliced));
  }

  /** The tools as JSON, those of kinds that only the API knows at their places. */
  static Optional<String> json(List<Tool> tools, Extensions extensions) {
    List<String> written = new ArrayList<>(tools.stream().map(ToolFields::json).toList());
    Entries.insert(TOOLS, extensions, written);
    return written.isEmpty() ? Optional.empty() : Optional.of(array(written));
  }

  private static String array(List<String> elements) {
    return "[" + String.join(",", elements) + "]";
  }

  static String json(Tool tool) {
    String description =
        tool.description().isEmpty() ? "" : ",\"description\":" + Json.quote(tool.description());
    return "{\"name\":"
        + Json.quote(tool.name())
        + description
        + ",\"input_schema\":"
        + RawJson.checked(tool.parametersJson(), "tool '" + tool.name() + "'")
        + (tool.strict() ? ",\"strict\":true" : "")
        + Beside.json(tool.extensions(), TOOL)
        + "}";
  }

  /** The choice as JSON; empty when it says what happens anyway. */
  static Optional<String> choice(ToolChoice choice, Extensions extensions) {
    boolean single = extensions.json(PARALLEL).filter("false"::equals).isPresent();
    String beside = Beside.json(extensions, CHOSEN, CHOICE_FIELD);
    String end = (single ? ",\"" + SINGLE + "\":true" : "") + beside + "}";
    Optional<String> unknown = extensions.json(CHOICE);
    if (unknown.isPresent()) {
      return Optional.of(RawJson.checked(unknown.get(), "'" + CHOICE + "'"));
    }
    return switch (choice) {
      case ToolChoice.Auto auto ->
          end.equals("}") ? Optional.empty() : Optional.of("{\"type\":\"auto\"" + end);
      case ToolChoice.None none -> Optional.of("{\"type\":\"none\"" + beside + "}");
      case ToolChoice.Required required -> Optional.of("{\"type\":\"any\"" + end);
      case ToolChoice.Named named ->
          Optional.of("{\"type\":\"tool\",\"name\":" + Json.quote(named.name()) + end);
    };
  }
}
