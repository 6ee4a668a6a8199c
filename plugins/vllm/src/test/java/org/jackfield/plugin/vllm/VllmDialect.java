package org.jackfield.plugin.vllm;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.ChatCompletionsDialect;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.contract.RequestCase;
import org.jackfield.testkit.contract.Sent;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/** How vLLM speaks, as recorded from version 0.32 (src/test/resources/wire and openai-wire's). */
final class VllmDialect extends ChatCompletionsDialect {
  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"smollm2-135m\",\"object\":\"model\","
          + "\"created\":1795242024,\"owned_by\":\"vllm\",\"max_model_len\":2048}]}";

  VllmDialect() {
    super("smollm2-135m");
  }

  @Override
  public String type() {
    return "vllm";
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.DOCUMENTS, Behaviour.THINKING));
  }

  @Override
  protected String thinkingField() {
    return "reasoning";
  }

  /**
   * A forced call is held to its schema only where the tool is strict, as recorded
   * (chat-tools-forced and chat-tools-forced-strict).
   */
  @Override
  public Sent sent(RequestCase request) {
    Sent sent = super.sent(request);
    return switch (request) {
      case ANY_TOOL, NAMED_TOOL ->
          sent.and("/tools/0/function/strict", "true").and("/tools/1/function/strict", "true");
      default -> sent;
    };
  }

  /** By the server's own tokenizer: https://docs.vllm.ai/en/latest/serving/online_serving. */
  @Override
  public Optional<OperationCase> tokenCount() {
    return Optional.of(
        tokenCount("/tokenize", "{\"count\":42,\"max_model_len\":2048,\"tokens\":[1]}"));
  }

  @Override
  public Optional<OperationCase> embeddings() {
    return Optional.of(embeddings("/v1/embeddings"));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        of("temperature", 400, "BadRequestError", "\"temperature\"", ErrorCode.INVALID_REQUEST),
        of("body", 400, "Bad Request", "\"body.messages\"", ErrorCode.INVALID_REQUEST),
        of("too long", 400, "BadRequestError", "\"input_tokens\"", ErrorCode.CONTEXT_LENGTH),
        refusal(
            "no eyes",
            400,
            "{\"message\":\"smollm2-135m is not a multimodal model\","
                + "\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
            ErrorCode.UNSUPPORTED),
        of("model", 404, "NotFoundError", "\"model\"", ErrorCode.MODEL_NOT_FOUND, "smollm2-135m"),
        refusal("key", 401, "\"Unauthorized\"", ErrorCode.AUTHENTICATION, "VLLM_API_KEY"),
        ErrorCase.of(
            "path", Reply.json(404, "{\"detail\":\"Not Found\"}"), ErrorCode.PROTOCOL, "endpoint"),
        ErrorCase.of(
            "flat, as before 0.11",
            Reply.json(
                400,
                "{\"object\":\"error\",\"message\":\"This model's maximum context length is 2048"
                    + " tokens.\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}"),
            ErrorCode.CONTEXT_LENGTH),
        of("dead engine", 500, "InternalServerError", "null", ErrorCode.UNAVAILABLE),
        of("busy", 503, "ServiceUnavailableError", "null", ErrorCode.OVERLOADED));
  }

  private static ErrorCase of(
      String name, int status, String type, String param, ErrorCode code, String... shown) {
    return refusal(
        name,
        status,
        "{\"message\":\"Refused for a reason.\",\"type\":\""
            + type
            + "\",\"param\":"
            + param
            + ",\"code\":"
            + status
            + "}",
        code,
        shown);
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "a status as code, then [DONE]",
            "data: {\"error\":{\"message\":\"EngineCore encountered an issue.\","
                + "\"type\":\"InternalServerError\",\"param\":null,\"code\":500}}\n\n"
                + "data: [DONE]\n\n",
            ErrorCode.UNAVAILABLE));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return switch (request.target()) {
      case "/health" -> Optional.of(Reply.whole(200, "text/plain", ""));
      case "/version" -> Optional.of(Reply.json(200, "{\"version\":\"0.32.0\"}"));
      case "/v1/models" -> Optional.of(Reply.json(200, MODELS));
      default -> Optional.empty();
    };
  }
}
