package org.jackfield.server.faults;

import static org.jackfield.server.faults.Wire.CHAT_COMPLETIONS;
import static org.jackfield.server.faults.Wire.GENERATE_CONTENT;
import static org.jackfield.server.faults.Wire.MESSAGES;
import static org.jackfield.server.faults.Wire.OLLAMA;

import java.util.List;
import java.util.Optional;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/**
 * The providers whose protocols the backends speak, each with its own words for a refusal: their
 * references and recorded servers, as the plugins' own tests name them.
 */
enum Provider {
  OPENAI("openai", "/v1", "sk-canary-OpenAiKey0123456789", CHAT_COMPLETIONS),
  AZURE("azure-openai", "", "0123456789abcdef0123456789abcafe", CHAT_COMPLETIONS),
  CLAUDE("claude", "", "sk-ant-canary-ClaudeKey0123456789", MESSAGES),
  GEMINI("gemini", "", "AIzaCanaryGeminiKey0123456789", GENERATE_CONTENT),
  OLLAMA_SERVER("ollama", "", "canary of a proxy", OLLAMA),
  VLLM("vllm", "/v1", "canary-for-vllm", CHAT_COMPLETIONS),
  LLAMA_SERVER("llamacpp", "/v1", "canary/llama", CHAT_COMPLETIONS),
  HUGGING_FACE("huggingface", "/v1", "hf_canaryHuggingFaceToken", CHAT_COMPLETIONS);

  private final String type;
  private final String path;
  private final String key;
  private final Wire wire;

  Provider(String type, String path, String key, Wire wire) {
    this.type = type;
    this.path = path;
    this.key = key;
    this.wire = wire;
  }

  /** The backend type, which is also how its backends are named. */
  String type() {
    return type;
  }

  Wire wire() {
    return wire;
  }

  /** The secret of its backends: must not be in any text. */
  String key() {
    return key;
  }

  /** Its backend by that name, at that upstream, with these further settings. */
  String entry(String name, String origin, String more) {
    return "{name: %s, type: %s, endpoint: \"%s%s\", api_key: \"%s\", model: served, %s}"
        .formatted(name, type, origin, path, key, more);
  }

  /** What a healthy server says to requests that are no chat. */
  Optional<Reply> aside(Received request) {
    if (request.method().equals("GET") && request.path().endsWith("/models")) {
      return Optional.of(Reply.json(200, "{\"object\":\"list\",\"data\":[],\"models\":[]}"));
    }
    return switch (request.path()) {
      case "/api/version" -> Optional.of(Reply.json(200, "{\"version\":\"0.17.4\"}"));
      case "/api/tags", "/api/ps" -> Optional.of(Reply.json(200, "{\"models\":[]}"));
      case "/api/show" -> Optional.of(Reply.json(200, "{\"capabilities\":[\"completion\"]}"));
      case "/health" -> Optional.of(Reply.json(200, "{\"status\":\"ok\"}"));
      case "/info" -> Optional.of(Reply.json(200, "{\"model_id\":\"served\"}"));
      case "/props" ->
          Optional.of(
              Reply.json(
                  200, "{\"chat_template_caps\":{\"supports_tools\":true},\"modalities\":{}}"));
      default -> Optional.empty();
    };
  }

  /** A whole streamed reply with that body. */
  Reply streamed(String body) {
    return begun().chunk(body).lastChunk();
  }

  /** The head of a streamed reply. */
  Reply begun() {
    return Reply.stream(wire.contentType());
  }

  /** A refusal with that status that says this, and shows the key as careless servers do. */
  Reply refusal(int status, String kind, String text, String... headers) {
    return Reply.json(status, error(status, kind, text + " (key " + key + ")"), headers);
  }

  /** The provider's error object with its own word for the kind of error. */
  String error(int status, String kind, String text) {
    String said = Json.quote(text);
    return switch (this) {
      case OPENAI, AZURE, HUGGING_FACE ->
          "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
              .formatted(said, kind, kind);
      case VLLM ->
          "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":%d}}"
              .formatted(said, kind, status);
      case CLAUDE ->
          "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":%s},\"request_id\":\"req_1\"}"
              .formatted(kind, said);
      case GEMINI ->
          "{\"error\":{\"code\":%d,\"message\":%s,\"status\":\"%s\"}}"
              .formatted(status, said, kind);
      case OLLAMA_SERVER -> "{\"error\":" + said + "}";
      case LLAMA_SERVER ->
          "{\"error\":{\"code\":%d,\"message\":%s,\"type\":\"%s\"}}".formatted(status, said, kind);
    };
  }

  /** The key is not accepted. */
  Reply wrongKey() {
    return switch (this) {
      case OPENAI -> refusal(401, "invalid_api_key", "Incorrect API key provided.");
      case AZURE -> refusal(401, "401", "Access denied due to invalid subscription key.");
      case CLAUDE -> refusal(401, "authentication_error", "invalid x-api-key");
      case GEMINI ->
          Reply.json(
              400,
              "{\"error\":{\"code\":400,\"message\":\"API key not valid: "
                  + key
                  + "\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"@type\":"
                  + "\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":"
                  + "\"API_KEY_INVALID\"}]}}");
      case OLLAMA_SERVER -> refusal(401, "", "unauthorized");
      case VLLM -> Reply.json(401, "{\"error\":\"Unauthorized: " + key + "\"}");
      case LLAMA_SERVER -> refusal(401, "authentication_error", "Invalid API Key");
      case HUGGING_FACE -> Reply.json(401, "{\"error\":\"Invalid token: " + key + "\"}");
    };
  }

  /** The key is good and not good for this. */
  Reply forbidden() {
    return switch (this) {
      case CLAUDE -> refusal(403, "permission_error", "Not allowed.");
      case GEMINI -> refusal(403, "PERMISSION_DENIED", "Not allowed.");
      case OPENAI, AZURE, OLLAMA_SERVER, VLLM, LLAMA_SERVER, HUGGING_FACE ->
          refusal(403, "403", "Not allowed.");
    };
  }

  /** Too many requests; with these headers. */
  Reply tooMany(String... headers) {
    return switch (this) {
      case OPENAI -> refusal(429, "rate_limit_exceeded", "Slow down.", headers);
      case CLAUDE -> refusal(429, "rate_limit_error", "Slow down.", headers);
      case GEMINI -> refusal(429, "RESOURCE_EXHAUSTED", "Slow down.", headers);
      case AZURE, OLLAMA_SERVER, VLLM, LLAMA_SERVER, HUGGING_FACE ->
          refusal(429, "429", "Slow down.", headers);
    };
  }

  /** It has too much to do, in the status that it uses for that. */
  Reply overloaded() {
    return switch (this) {
      case CLAUDE -> refusal(529, "overloaded_error", "Overloaded");
      case GEMINI -> refusal(503, "UNAVAILABLE", "The model is overloaded.");
      case OLLAMA_SERVER ->
          refusal(503, "", "server busy, please try again.  maximum pending requests exceeded");
      case OPENAI, AZURE, VLLM, LLAMA_SERVER, HUGGING_FACE ->
          refusal(503, "server_error", "Too busy.");
    };
  }

  /** The prompt does not fit; every shape in which this provider is known to say so. */
  List<Reply> tooLong() {
    return switch (this) {
      case OPENAI, AZURE ->
          List.of(refusal(400, "context_length_exceeded", "This model's maximum context is 4096."));
      case CLAUDE ->
          List.of(
              refusal(
                  400,
                  "invalid_request_error",
                  "prompt is too long: 210000 tokens > 200000 maximum"));
      case GEMINI ->
          List.of(
              refusal(
                  400,
                  "INVALID_ARGUMENT",
                  "The input token count (5000) exceeds the maximum number of tokens allowed"
                      + " (4096)."));
      case OLLAMA_SERVER ->
          List.of(refusal(400, "", "the input length exceeds the context length"));
      case VLLM ->
          List.of(
              Reply.json(
                  400,
                  "{\"error\":{\"message\":\"Too long.\",\"type\":\"BadRequestError\","
                      + "\"param\":\"input_tokens\",\"code\":400}}"),
              Reply.json(
                  400,
                  "{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096"
                      + " tokens.\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}"));
      case LLAMA_SERVER ->
          List.of(
              Reply.json(
                  400,
                  "{\"error\":{\"code\":400,\"message\":\"request (5000 tokens) exceeds the"
                      + " available context size (4096 tokens)\",\"type\":"
                      + "\"exceed_context_size_error\",\"n_prompt_tokens\":5000,\"n_ctx\":4096}}"),
              refusal(500, "exceed_context_size_error", "too long"));
      case HUGGING_FACE ->
          List.of(
              Reply.json(
                  422,
                  "{\"error\":\"Input validation error: `inputs` must have less than 4096 tokens."
                      + " Given: 5000\",\"error_type\":\"validation\"}"));
    };
  }

  /** A spending limit that no wait heals, where the provider says it with the status 429. */
  Optional<Reply> spent() {
    return switch (this) {
      case OPENAI, AZURE ->
          Optional.of(refusal(429, "insufficient_quota", "You exceeded your current quota."));
      case CLAUDE ->
          Optional.of(
              Reply.json(
                  429,
                  "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":"
                      + "\"Limit.\",\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}"));
      case GEMINI ->
          Optional.of(
              Reply.json(
                  429,
                  "{\"error\":{\"code\":429,\"message\":\"Quota exceeded.\",\"status\":"
                      + "\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":"
                      + "\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{"
                      + "\"quotaId\":\"GenerateRequestsPerDayPerProjectPerModel-FreeTier\"}]}]}}"));
      case OLLAMA_SERVER, VLLM, LLAMA_SERVER, HUGGING_FACE -> Optional.empty();
    };
  }

  /** An error in a stream that has begun, as a frame. */
  String errorFrame() {
    return switch (this) {
      case CLAUDE -> "event: error\ndata: " + error(529, "overloaded_error", "Overloaded") + "\n\n";
      case GEMINI -> "data: " + error(503, "UNAVAILABLE", "High demand.") + "\r\n\r\n";
      case OLLAMA_SERVER ->
          error(500, "", "an error was encountered while running the model") + "\n";
      case VLLM ->
          "data: "
              + error(500, "InternalServerError", "EngineCore encountered an issue.")
              + "\n\ndata: [DONE]\n\n";
      case OPENAI, AZURE, LLAMA_SERVER, HUGGING_FACE ->
          "data: " + error(500, "server_error", "Compute error.") + "\n\n";
    };
  }
}
