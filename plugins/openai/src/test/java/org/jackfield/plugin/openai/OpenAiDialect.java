package org.jackfield.plugin.openai;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.Answer;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.ChatCompletionsDialect;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/** How OpenAI's API speaks, by its reference: https://platform.openai.com/docs/api-reference. */
final class OpenAiDialect extends ChatCompletionsDialect {
  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-5-mini\",\"object\":\"model\","
          + "\"created\":1750000000,\"owned_by\":\"system\"}]}";

  OpenAiDialect() {
    super("gpt-5-mini");
  }

  @Override
  public String type() {
    return "openai";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of("endpoint", upstream.resolve("/v1").toString(), "api_key", CANARY);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.THINKING));
  }

  /** Every event says that there is no usage, until the one that has it. */
  @Override
  protected String besideChoices() {
    return ",\"usage\":null";
  }

  @Override
  public Set<Answer.Figure> figures() {
    return EnumSet.allOf(Answer.Figure.class);
  }

  @Override
  public Optional<OperationCase> embeddings() {
    return Optional.of(embeddings("/v1/embeddings"));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        refusal(400, "invalid_request_error", "", "", ErrorCode.INVALID_REQUEST),
        refusal(
            400,
            "invalid_request_error",
            "messages",
            "context_length_exceeded",
            ErrorCode.CONTEXT_LENGTH),
        refusal(400, "invalid_request_error", "", "content_filter", ErrorCode.CONTENT_FILTERED),
        refusal(
            400,
            "invalid_request_error",
            "temperature",
            "unsupported_value",
            ErrorCode.UNSUPPORTED),
        refusal(
            401,
            "invalid_request_error",
            "",
            "invalid_api_key",
            ErrorCode.AUTHENTICATION,
            "OPENAI_API_KEY"),
        refusal(
            403,
            "request_forbidden",
            "",
            "unsupported_country_region_territory",
            ErrorCode.PERMISSION),
        refusal(
            404,
            "invalid_request_error",
            "",
            "model_not_found",
            ErrorCode.MODEL_NOT_FOUND,
            "gpt-5-mini"),
        refusal(429, "requests", "", "rate_limit_exceeded", ErrorCode.RATE_LIMITED, "fewer"),
        refusal(429, "tokens", "", "slow_down", ErrorCode.RATE_LIMITED),
        refusal(429, "insufficient_quota", "", "insufficient_quota", ErrorCode.QUOTA_EXHAUSTED),
        refusal(
            429, "insufficient_quota", "", "credit_balance_exhausted", ErrorCode.QUOTA_EXHAUSTED),
        refusal(500, "server_error", "", "", ErrorCode.UNAVAILABLE),
        refusal(503, "server_error", "", "server_is_overloaded", ErrorCode.OVERLOADED));
  }

  private static ErrorCase refusal(
      int status, String type, String param, String code, ErrorCode expected, String... shown) {
    String body =
        "{\"error\":{\"message\":\"Refused for a reason.\",\"type\":"
            + Json.quote(type)
            + ",\"param\":"
            + (param.isEmpty() ? "null" : Json.quote(param))
            + ",\"code\":"
            + (code.isEmpty() ? "null" : Json.quote(code))
            + "}}";
    String name = status + " " + type + " " + code;
    return ErrorCase.of(name, Reply.json(status, body, "x-request-id: req_1"), expected, shown);
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "overloaded",
            "data: {\"error\":{\"message\":\"Too busy.\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":\"server_is_overloaded\"}}\n\n",
            ErrorCode.OVERLOADED),
        new StreamError(
            "a status as code, then [DONE]",
            "data: {\"error\":{\"message\":\"Engine died.\",\"type\":\"InternalServerError\","
                + "\"param\":null,\"code\":500}}\n\ndata: [DONE]\n\n",
            ErrorCode.UNAVAILABLE));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return request.method().equals("GET") && request.target().equals("/v1/models")
        ? Optional.of(Reply.json(200, MODELS))
        : Optional.empty();
  }
}
