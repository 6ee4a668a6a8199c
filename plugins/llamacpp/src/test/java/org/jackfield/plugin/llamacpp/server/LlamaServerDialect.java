package org.jackfield.plugin.llamacpp.server;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.ChatCompletionsDialect;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/** How llama-server speaks, as recorded from commit 0c1e570 (see the folder wire). */
final class LlamaServerDialect extends ChatCompletionsDialect {
  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"qwen2.5-vl\",\"object\":\"model\","
          + "\"created\":1795241217,\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx\":4096}}]}";

  private static final String PROPS =
      "{\"modalities\":{\"vision\":true,\"audio\":true},"
          + "\"chat_template_caps\":{\"supports_tools\":true}}";

  LlamaServerDialect() {
    super("qwen2.5-vl");
  }

  @Override
  public String type() {
    return "llamacpp";
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.DOCUMENTS, Behaviour.THINKING));
  }

  @Override
  public Optional<OperationCase> tokenCount() {
    return Optional.of(
        tokenCount(
            "/v1/chat/completions/input_tokens",
            "{\"object\":\"response.input_tokens\",\"input_tokens\":42}"));
  }

  @Override
  public Optional<OperationCase> embeddings() {
    return Optional.of(embeddings("/v1/embeddings"));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        of(400, "invalid_request_error", "Missing field.", ErrorCode.INVALID_REQUEST),
        refusal(
            "too long",
            400,
            "{\"code\":400,\"message\":\"request (12031 tokens) exceeds the available context size"
                + " (1024 tokens), try increasing it\",\"type\":\"exceed_context_size_error\","
                + "\"n_prompt_tokens\":12031,\"n_ctx\":1024}",
            ErrorCode.CONTEXT_LENGTH,
            "12031",
            "1024"),
        of(401, "authentication_error", "Invalid API Key", ErrorCode.AUTHENTICATION, "LLAMACPP"),
        of(404, "not_found_error", "model not found", ErrorCode.MODEL_NOT_FOUND, "qwen2.5-vl"),
        of(404, "not_found_error", "File Not Found", ErrorCode.PROTOCOL, "endpoint"),
        of(500, "server_error", "parse error at line 1", ErrorCode.INVALID_REQUEST),
        of(500, "server_error", "image input is not supported", ErrorCode.UNSUPPORTED),
        of(500, "server_error", "tools param requires --jinja flag", ErrorCode.UNSUPPORTED),
        of(500, "server_error", "input is too large to process", ErrorCode.CONTEXT_LENGTH),
        of(500, "server_error", "Compute error.", ErrorCode.UNAVAILABLE),
        of(501, "not_supported_error", "This is not enabled", ErrorCode.UNAVAILABLE),
        of(503, "unavailable_error", "Loading model", ErrorCode.UNAVAILABLE),
        of(503, "server_error", "No slot available", ErrorCode.OVERLOADED));
  }

  private static ErrorCase of(
      int status, String type, String message, ErrorCode code, String... shown) {
    return refusal(
        status + " " + message,
        status,
        "{\"code\":" + status + ",\"message\":\"" + message + "\",\"type\":\"" + type + "\"}",
        code,
        shown);
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "a fault of the server",
            "data: {\"error\":{\"code\":500,\"message\":\"Compute error.\","
                + "\"type\":\"server_error\"}}\n\n",
            ErrorCode.UNAVAILABLE));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return switch (request.path()) {
      case "/health" -> Optional.of(Reply.json(200, "{\"status\":\"ok\"}"));
      case "/props" -> Optional.of(Reply.json(200, PROPS));
      case "/v1/models" -> Optional.of(Reply.json(200, MODELS));
      default -> Optional.empty();
    };
  }
}
