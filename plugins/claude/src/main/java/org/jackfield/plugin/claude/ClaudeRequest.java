package org.jackfield.plugin.claude;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.ForeignFields;
import org.jackfield.wire.Json;
import tools.jackson.core.JacksonException;

/**
 * A request as JSON of the Messages API (https://docs.anthropic.com/en/api/messages). Never writes
 * null; what the API cannot say is refused, or noted where an answer is still an answer. One use.
 */
final class ClaudeRequest {
  private static final String PARALLEL = "parallel_tool_calls";

  private final StringBuilder json = new StringBuilder(512);
  private final Set<String> written = new HashSet<>();
  private final ChatRequest request;
  private final String backend;
  private final Attempt attempt;

  ClaudeRequest(ChatRequest request, String backend, Attempt attempt) {
    this.request = settled(request, backend, attempt);
    this.backend = backend;
    this.attempt = attempt;
  }

  /** The body of a streamed chat. */
  byte[] chat(String model, int defaultMaxTokens) {
    prompt(model);
    int most = request.limits().maxOutputTokens().orElse(defaultMaxTokens);
    field("max_tokens", Integer.toString(most));
    if (!request.limits().stop().isEmpty()) {
      field("stop_sequences", strings(request.limits().stop()));
    }
    sampling(request.sampling());
    format(request.responseFormat());
    field("stream", "true");
    extensions();
    return bytes();
  }

  /** The body of a count of the prompt's tokens. */
  byte[] count(String model) {
    prompt(model);
    return bytes();
  }

  private byte[] bytes() {
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void prompt(String model) {
    ClaudeMessages messages = ClaudeMessages.of(request.messages(), backend, attempt);
    json.append('{');
    field("model", Json.quote(model));
    messages.system().ifPresent(system -> field("system", system));
    field("messages", messages.turns());
    if (!request.tools().isEmpty()) {
      field("tools", tools(request.tools()));
      choice(request.toolChoice());
    }
  }

  private String tools(List<Tool> tools) {
    StringBuilder list = new StringBuilder("[");
    for (Tool tool : tools) {
      list.append(list.length() > 1 ? "," : "")
          .append(ClaudeParts.extended(tool(tool), tool.extensions()));
    }
    return list.append(']').toString();
  }

  private static String tool(Tool tool) {
    String description =
        tool.description().isEmpty() ? "" : ",\"description\":" + Json.quote(tool.description());
    return "{\"name\":"
        + Json.quote(tool.name())
        + description
        + ",\"input_schema\":"
        + checked(tool.parametersJson(), tool.name())
        + (tool.strict() ? ",\"strict\":true}" : "}");
  }

  private void choice(ToolChoice choice) {
    boolean single = request.extensions().json(PARALLEL).filter("false"::equals).isPresent();
    String parallel = single ? ",\"disable_parallel_tool_use\":true}" : "}";
    switch (choice) {
      case ToolChoice.Auto auto -> {
        if (single) {
          field("tool_choice", "{\"type\":\"auto\"" + parallel);
        }
      }
      case ToolChoice.None none -> field("tool_choice", "{\"type\":\"none\"}");
      case ToolChoice.Required required -> field("tool_choice", "{\"type\":\"any\"" + parallel);
      case ToolChoice.Named named ->
          field(
              "tool_choice", "{\"type\":\"tool\",\"name\":" + Json.quote(named.name()) + parallel);
    }
  }

  private void sampling(Sampling sampling) {
    if (sampling.temperature().isPresent() && sampling.temperature().getAsDouble() > 1) {
      throw unsupported("a temperature above 1");
    }
    number("temperature", sampling.temperature());
    number("top_p", sampling.topP());
    if (sampling.topK().isPresent()) {
      field("top_k", Integer.toString(sampling.topK().getAsInt()));
    }
    note(sampling.minP().isPresent(), "min-p");
    note(sampling.seed().isPresent(), "a seed");
    note(sampling.penalties().repeat().isPresent(), "a repeat penalty");
    note(sampling.penalties().presence().isPresent(), "a presence penalty");
    note(sampling.penalties().frequency().isPresent(), "a frequency penalty");
  }

  private void note(boolean present, String what) {
    if (present) {
      attempt.note(
          "backend '" + backend + "' takes no such thing as " + what + "; it was left out");
    }
  }

  private void number(String name, OptionalDouble value) {
    if (value.isPresent()) {
      if (!Double.isFinite(value.getAsDouble())) {
        throw invalid("'" + name + "' must be a finite number.");
      }
      field(name, Double.toString(value.getAsDouble()));
    }
  }

  private void format(ResponseFormat format) {
    switch (format) {
      case ResponseFormat.Text text -> {
        // What the API gives anyway.
      }
      case ResponseFormat.Json any -> throw unsupported("JSON output without a schema");
      case ResponseFormat.JsonSchema schema ->
          field(
              "output_config",
              "{\"format\":{\"type\":\"json_schema\",\"schema\":"
                  + checked(schema.schemaJson(), schema.name())
                  + "}}");
    }
  }

  /** Fields of another protocol are settled; those set in Java are meant for this API. */
  private static ChatRequest settled(ChatRequest request, String backend, Attempt attempt) {
    return ForeignFields.in(request)
        ? ForeignFields.settle(
            request, Set.of(PARALLEL, ClaudeParts.CACHE_CONTROL), backend, attempt)
        : request;
  }

  private void extensions() {
    for (String name : request.extensions().names()) {
      String value = request.extensions().json(name).orElse("null");
      if (!name.equals(PARALLEL) && !value.equals("null")) {
        field(name, checked(value, name));
      }
    }
  }

  private void field(String name, String value) {
    if (!written.add(name)) {
      throw invalid("The field '" + name + "' is there twice: once in the extensions.");
    }
    json.append(written.size() > 1 ? "," : "").append(Json.quote(name)).append(':').append(value);
  }

  static String strings(List<String> texts) {
    return "[" + String.join(",", texts.stream().map(Json::quote).toList()) + "]";
  }

  static String checked(String value, String owner) {
    try {
      if (!Json.tree(value).isMissingNode()) {
        return value;
      }
    } catch (JacksonException malformed) {
      throw invalid("The JSON of '" + owner + "' is not valid.");
    }
    throw invalid("The JSON of '" + owner + "' is empty.");
  }

  private static BackendException invalid(String message) {
    return new BackendException(ErrorCode.INVALID_REQUEST, message);
  }

  private BackendException unsupported(String what) {
    return new BackendException(
        ErrorCode.UNSUPPORTED, "Backend '" + backend + "' does not support " + what + ".");
  }
}
