package org.jackfield.plugin.ollama;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;
import org.jackfield.wire.ToolArguments;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes messages as Ollama has them: one text, a list of images, thinking, and tool calls beside
 * each other; a result of a tool call is a message of its own that names the tool.
 */
final class OllamaMessages {
  private final ArrayNode out;
  private final Attempt attempt;
  private final Map<String, String> toolNames = new HashMap<>();

  OllamaMessages(ArrayNode out, Attempt attempt) {
    this.out = out;
    this.attempt = attempt;
  }

  void write(List<Message> messages) {
    messages.forEach(this::write);
  }

  private void write(Message message) {
    Turn turn = new Turn(message.role().name().toLowerCase(Locale.ROOT));
    boolean onlyResults =
        !message.parts().isEmpty()
            && message.parts().stream().allMatch(Part.ToolResult.class::isInstance);
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolResult result) {
        result(result);
      } else {
        turn.add(part);
      }
    }
    if (!onlyResults) {
      out.add(turn.node());
    }
  }

  private void result(Part.ToolResult result) {
    Turn turn = new Turn("tool");
    result.content().forEach(turn::add);
    ObjectNode node = turn.node();
    String name = toolNames.get(result.id());
    if (name != null) {
      node.put("tool_name", name);
    }
    node.put("tool_call_id", result.id());
    if (result.failed()) {
      attempt.note("Ollama has no mark for a failed tool call; its result was sent as any other.");
    }
    out.add(node);
  }

  /** One message in the making. */
  private final class Turn {
    private final String role;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final ArrayNode images = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();

    Turn(String role) {
      this.role = role;
    }

    void add(Part part) {
      switch (part) {
        case Part.Text piece -> text.append(piece.text());
        case Part.Refusal refusal -> text.append(refusal.text());
        case Part.Thinking thought -> thinking.append(thought.text());
        case Part.Image image -> images.add(base64(image.media()));
        case Part.ToolCall call -> call(call);
        case Part.ToolResult result ->
            throw new BackendException(
                ErrorCode.INVALID_REQUEST,
                "The tool result '" + result.id() + "' lies inside another tool result.");
        case Part.Document document ->
            throw OllamaRequest.unsupported(
                "Ollama takes no documents, such as '" + document.name() + "'.",
                "Send its text instead.");
        case Part.Audio _ ->
            throw OllamaRequest.unsupported(
                "Ollama takes no audio.", "Use a backend whose model hears.");
      }
    }

    private void call(Part.ToolCall call) {
      toolNames.put(call.id(), call.name());
      ObjectNode function =
          calls.addObject().put("id", call.id()).putObject("function").put("name", call.name());
      function.set("arguments", Json.tree(ToolArguments.json(call)));
    }

    private String base64(Media media) {
      return switch (media) {
        case Media.Inline inline -> Base64.getEncoder().encodeToString(inline.bytes());
        case Media.Remote remote ->
            throw OllamaRequest.unsupported(
                "Ollama takes no images by URL, such as " + remote.uri().getHost() + "'s.",
                "Send the image itself.");
      };
    }

    ObjectNode node() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("role", role).put("content", text.toString());
      if (!thinking.isEmpty()) {
        node.put("thinking", thinking.toString());
      }
      if (!images.isEmpty()) {
        node.set("images", images);
      }
      if (!calls.isEmpty()) {
        node.set("tool_calls", calls);
      }
      return node;
    }
  }
}
