package org.jackfield.plugin.ollama;

import java.util.OptionalDouble;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.Json;
import org.jackfield.wire.WholeNumber;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes one chat request as Ollama's JSON. Absent figures are left out, never null. */
final class OllamaRequest {
  private final Settings settings;
  private final Attempt attempt;
  private final ObjectNode body = JsonNodeFactory.instance.objectNode();

  OllamaRequest(Settings settings, Attempt attempt) {
    this.settings = settings;
    this.attempt = attempt;
  }

  ObjectNode write(ChatRequest request, String model) {
    body.put("model", model).put("stream", true);
    // Without these two the server drops the oldest messages of a long conversation in silence.
    body.put("truncate", false).put("shift", false);
    new OllamaMessages(body.putArray("messages"), attempt).write(request.messages());
    tools(request);
    format(request.responseFormat());
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    sampling(options, request.sampling());
    limits(options, request.limits());
    if (!options.isEmpty()) {
      body.set("options", options);
    }
    logprobs(request);
    new OllamaThink(settings, attempt).write(request, body);
    OllamaExtensions.add(request.extensions(), OllamaChat.CARRIED, body);
    defaults();
    return body;
  }

  /** What the backend's settings say and the request does not. */
  private void defaults() {
    if (settings.has("num_ctx") && body.path("options").path("num_ctx").isMissingNode()) {
      body.withObjectProperty("options").put("num_ctx", settings.integer("num_ctx"));
    }
    if (settings.has("keep_alive") && !body.has("keep_alive")) {
      keepAlive(body, settings.string("keep_alive"));
    }
  }

  /** A bare number is a number for Ollama, everything else a duration as text. */
  static void keepAlive(ObjectNode body, String value) {
    if (value.matches("-?\\d{1,9}")) {
      body.put("keep_alive", Integer.parseInt(value));
    } else {
      body.put("keep_alive", value);
    }
  }

  private void tools(ChatRequest request) {
    switch (request.toolChoice()) {
      case ToolChoice.Auto _ -> {}
      case ToolChoice.None _ -> {
        return; // a model that is not told of tools calls none
      }
      case ToolChoice.Required _, ToolChoice.Named _ ->
          throw unsupported(
              "Ollama cannot force a tool call; it ignores 'tool_choice'.",
              "Leave the choice to the model, or use another backend.");
    }
    if (request.tools().isEmpty()) {
      return;
    }
    ArrayNode tools = body.putArray("tools");
    for (Tool tool : request.tools()) {
      ObjectNode function =
          tools.addObject().put("type", "function").putObject("function").put("name", tool.name());
      if (!tool.description().isEmpty()) {
        function.put("description", tool.description());
      }
      if (!tool.parametersJson().isBlank()) {
        function.set(
            "parameters", json(tool.parametersJson(), "The parameters of tool " + tool.name()));
      }
      if (tool.strict()) {
        attempt.note(
            "Ollama does not hold the arguments of tool '" + tool.name() + "' to their schema.");
      }
    }
  }

  private void format(ResponseFormat format) {
    switch (format) {
      case ResponseFormat.Text _ -> {}
      case ResponseFormat.Json _ -> body.put("format", "json");
      case ResponseFormat.JsonSchema schema ->
          body.set("format", json(schema.schemaJson(), "The schema " + schema.name()));
    }
  }

  private static void sampling(ObjectNode options, Sampling sampling) {
    put(options, "temperature", sampling.temperature());
    put(options, "top_p", sampling.topP());
    sampling.topK().ifPresent(value -> options.put("top_k", value));
    put(options, "min_p", sampling.minP());
    sampling.seed().ifPresent(value -> options.put("seed", value));
    put(options, "repeat_penalty", sampling.penalties().repeat());
    put(options, "presence_penalty", sampling.penalties().presence());
    put(options, "frequency_penalty", sampling.penalties().frequency());
  }

  private static void put(ObjectNode options, String name, OptionalDouble value) {
    value.ifPresent(number -> options.put(name, number));
  }

  private static void limits(ObjectNode options, Limits limits) {
    limits
        .maxOutputTokens()
        .ifPresent(
            tokens -> {
              if (tokens < 1) {
                // Ollama takes it for "no limit".
                throw new BackendException(
                    ErrorCode.INVALID_REQUEST,
                    "The token limit is " + tokens + "; it must be at least 1.");
              }
              options.put("num_predict", tokens);
            });
    if (!limits.stop().isEmpty()) {
      ArrayNode stop = options.putArray("stop");
      limits.stop().forEach(stop::add);
    }
  }

  /** Asked for as OpenAI's clients do, and in the same words. */
  private void logprobs(ChatRequest request) {
    if (!Logprobs.asked(request)) {
      return;
    }
    body.put(Logprobs.FIELD, true);
    request
        .extensions()
        .json(Logprobs.TOP_FIELD)
        .map(WholeNumber::of)
        .ifPresent(most -> most.ifPresent(count -> body.put(Logprobs.TOP_FIELD, count)));
  }

  private static JsonNode json(String text, String what) {
    try {
      return Json.tree(text);
    } catch (JacksonException e) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST, what + " is not JSON: " + e.getOriginalMessage());
    }
  }

  static BackendException unsupported(String message, String hint) {
    return new BackendException(ErrorCode.UNSUPPORTED, message).withHint(hint);
  }
}
