package sample;

import java.util.stream.Collectors;
import org.jackfield.spi.*;
import org.jackfield.spi.chat.*;

/** Writes a request of the line protocol as JSON. */
final class LinesRequest {
  private LinesRequest() {}

  static String write(ChatRequest request, Attempt attempt) {
    Sampling sampling = request.sampling();
    refuse(!(request.responseFormat() instanceof ResponseFormat.Text), "response formats");
    refuse(!(request.toolChoice() instanceof ToolChoice.Auto), "forced tools");
    refuse(sampling.temperature().isPresent() || sampling.topP().isPresent(), "sampling");
    refuse(!request.limits().stop().isEmpty(), "stop sequences");
    if (sampling.seed().isPresent() || sampling.topK().isPresent() || sampling.minP().isPresent()) {
      attempt.note("No sampling.");
    }
    refuse(!sampling.penalties().equals(Penalties.NONE), "penalties");
    StringBuilder json = new StringBuilder("{\"model\":").append(quote(request.model()));
    request.limits().maxOutputTokens().ifPresent(n -> json.append(",\"max\":").append(n));
    json.append(",\"tools\":[")
        .append(request.tools().stream().map(t -> quote(t.name())).collect(Collectors.joining(",")))
        .append("],\"messages\":[")
        .append(
            request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .map(part -> quote(text(part)))
                .collect(Collectors.joining(",")));
    return json.append("]}").toString();
  }

  private static String text(Part part) {
    return switch (part) {
      case Part.Text text -> text.text();
      case Part.Thinking thinking -> thinking.text();
      case Part.ToolCall call -> call.name() + call.argumentsJson();
      case Part.ToolResult result ->
          result.content().stream().map(LinesRequest::text).collect(Collectors.joining());
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
