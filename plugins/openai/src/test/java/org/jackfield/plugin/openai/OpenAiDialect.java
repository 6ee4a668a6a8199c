package org.jackfield.plugin.openai;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.testkit.contract.Answer;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.contract.Frames;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/** How OpenAI's API speaks, by its reference: https://platform.openai.com/docs/api-reference. */
final class OpenAiDialect implements Dialect {
  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-5-mini\",\"object\":\"model\","
          + "\"created\":1750000000,\"owned_by\":\"system\"}]}";

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

  @Override
  public String target() {
    return "/v1/chat/completions";
  }

  @Override
  public String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public boolean tellsTokensApart() {
    return true;
  }

  @Override
  public Frames frames(Answer answer) {
    List<String> pieces = new ArrayList<>();
    int calls = 0;
    for (Answer.Piece piece : answer.pieces()) {
      pieces.add(
          switch (piece) {
            case Answer.Text text -> delta("\"content\":" + Json.quote(text.text()));
            case Answer.Thinking thinking ->
                delta("\"reasoning_content\":" + Json.quote(thinking.text()));
            case Answer.Call call -> call(call, calls++);
          });
    }
    String usage =
        answer
            .tokens()
            .map(
                tokens ->
                    event(
                        "\"choices\":[],\"usage\":{\"prompt_tokens\":"
                            + tokens.input()
                            + ",\"completion_tokens\":"
                            + tokens.output()
                            + ",\"total_tokens\":"
                            + (tokens.input() + tokens.output())
                            + part("prompt_tokens_details", "cached_tokens", tokens.cached())
                            + part(
                                "completion_tokens_details", "reasoning_tokens", tokens.reasoning())
                            + "}"))
            .orElse("");
    String ending = choice("{}", '"' + word(answer.finish()) + '"') + usage + "data: [DONE]\n\n";
    return new Frames(delta("\"role\":\"assistant\",\"content\":\"\""), pieces, ending);
  }

  private static String part(String details, String name, OptionalLong tokens) {
    return tokens.isPresent()
        ? ",\"" + details + "\":{\"" + name + "\":" + tokens.getAsLong() + "}"
        : "";
  }

  private static String call(Answer.Call call, int index) {
    String first =
        delta(
            "\"tool_calls\":[{\"index\":"
                + index
                + ",\"id\":"
                + Json.quote(call.id())
                + ",\"type\":\"function\",\"function\":{\"name\":"
                + Json.quote(call.name())
                + ",\"arguments\":\"\"}}]");
    int half = call.argumentsJson().length() / 2;
    return first
        + arguments(index, call.argumentsJson().substring(0, half))
        + arguments(index, call.argumentsJson().substring(half));
  }

  private static String arguments(int index, String json) {
    return delta(
        "\"tool_calls\":[{\"index\":"
            + index
            + ",\"function\":{\"arguments\":"
            + Json.quote(json)
            + "}}]");
  }

  private static String delta(String fields) {
    return choice("{" + fields + "}", "null");
  }

  private static String choice(String delta, String finish) {
    return event(
        "\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":null,\"finish_reason\":"
            + finish
            + "}],\"usage\":null");
  }

  private static String event(String fields) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1750000000,"
        + "\"model\":\"gpt-5-mini\","
        + fields
        + "}\n\n";
  }

  private static String word(FinishReason reason) {
    return switch (reason) {
      case STOP, REFUSAL, UNKNOWN -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
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
