package sample;

import java.util.List;
import java.util.stream.Collectors;
import org.jackfield.spi.*;
import org.jackfield.spi.chat.*;

/** Writes a request of the line protocol as JSON. */
final class LinesRequest {
  private final ChatRequest request;
  private final Attempt attempt;

  private LinesRequest(ChatRequest request, Attempt attempt) {
    this.request = request;
    this.attempt = attempt;
  }

  static String write(ChatRequest request, Attempt attempt) {
    return new LinesRequest(request, attempt).body();
  }

  private String body() {
    refuseOrNote(request.sampling());
    refuse(!request.limits().stop().isEmpty(), "stop sequences");
    StringBuilder json = new StringBuilder("{\"model\":").append(quote(request.model()));
    request.limits().maxOutputTokens().ifPresent(n -> json.append(",\"max\":").append(n));
    request.thinking().effort().ifPresent(e -> json.append(",\"effort\":").append(quote(e.word())));
    request.extensions().names().forEach(name -> json.append(extension(name)));
    return json.append(format())
        .append(",\"tools\":[")
        .append(request.tools().stream().map(LinesRequest::tool).collect(Collectors.joining(",")))
        .append("]")
        .append(choice())
        .append(",\"messages\":[")
        .append(request.messages().stream().map(this::message).collect(Collectors.joining(",")))
        .append("]}")
        .toString();
  }

  private void refuseOrNote(Sampling sampling) {
    refuse(sampling.temperature().isPresent() || sampling.topP().isPresent(), "sampling");
    if (sampling.seed().isPresent() || sampling.topK().isPresent() || sampling.minP().isPresent()) {
      attempt.note("No sampling.");
    }
    refuse(!sampling.penalties().equals(Penalties.NONE), "penalties");
  }

  private String extension(String name) {
    refuse(!name.endsWith("logprobs"), "'" + name + "'");
    return "," + quote(name) + ":" + request.extensions().json(name).orElseThrow();
  }

  private String format() {
    return switch (request.responseFormat()) {
      case ResponseFormat.JsonSchema schema -> ",\"schema\":" + schema.schemaJson();
      case ResponseFormat.Json json -> ",\"json\":true";
      default -> "";
    };
  }

  private static String tool(Tool tool) {
    return "{\"name\":" + quote(tool.name()) + ",\"takes\":" + tool.parametersJson() + "}";
  }

  private String choice() {
    return switch (request.toolChoice()) {
      case ToolChoice.Named named -> ",\"choice\":" + quote("tool " + named.name());
      case ToolChoice.None none -> ",\"choice\":\"none\"";
      case ToolChoice.Required required -> ",\"choice\":\"any\"";
      default -> "";
    };
  }

  private String message(Message message) {
    String role = message.role().name().toLowerCase(java.util.Locale.ROOT);
    return "{\"role\":\"" + role + "\",\"parts\":" + parts(message.parts()) + "}";
  }

  private String parts(List<Part> parts) {
    return parts.stream().map(this::part).collect(Collectors.joining(",", "[", "]"));
  }

  private String part(Part part) {
    if (!part.extensions().isEmpty()) {
      attempt.note("No marks.");
    }
    return switch (part) {
      case Part.Text text -> quote(text.text());
      case Part.Thinking thinking -> "{\"think\":" + quote(thinking.text()) + "}";
      case Part.ToolCall call ->
          "{\"call\":"
              + quote(call.id())
              + ",\"tool\":"
              + quote(call.name())
              + ",\"with\":"
              + quote(call.argumentsJson())
              + "}";
      case Part.ToolResult result ->
          "{\"of\":"
              + quote(result.id())
              + ",\"failed\":"
              + result.failed()
              + ",\"parts\":"
              + parts(result.content())
              + "}";
      default -> throw new BackendException(ErrorCode.UNSUPPORTED, "Only text, not " + part);
    };
  }

  private static void refuse(boolean asked, String what) {
    if (asked) {
      throw new BackendException(ErrorCode.UNSUPPORTED, "It knows no " + what + ".");
    }
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 32) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
