package org.jackfield.plugin.claude;

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

/**
 * How the Messages API speaks, by its documents:
 * https://docs.anthropic.com/en/api/messages-streaming.
 */
final class ClaudeDialect implements Dialect {
  private static final String MODELS =
      "{\"data\":[{\"type\":\"model\",\"id\":\"claude-sonnet-4-20250514\","
          + "\"display_name\":\"Claude Sonnet 4\",\"created_at\":\"2025-05-14T00:00:00Z\"}],"
          + "\"has_more\":false,\"first_id\":\"claude-sonnet-4-20250514\","
          + "\"last_id\":\"claude-sonnet-4-20250514\"}";

  @Override
  public String type() {
    return "claude";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of("endpoint", upstream.toString(), "api_key", CANARY);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(
        EnumSet.of(
            Behaviour.AUDIO, Behaviour.JSON, Behaviour.MIN_P, Behaviour.SEED, Behaviour.PENALTIES));
  }

  @Override
  public String target() {
    return "/v1/messages";
  }

  @Override
  public String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  /** The API's {@code input_tokens} leave the cached ones out. */
  @Override
  public boolean tellsTokensApart() {
    return true;
  }

  @Override
  public Frames frames(Answer answer) {
    List<String> pieces = new ArrayList<>();
    String opening = start(answer) + event("ping", "");
    boolean open = false;
    int index = 0;
    for (Answer.Piece piece : answer.pieces()) {
      String before = "";
      if (!(piece instanceof Answer.Text) && open) {
        before = stop(index++);
        open = false;
      }
      switch (piece) {
        case Answer.Text text -> {
          before += open ? "" : begin(index, "{\"type\":\"text\",\"text\":\"\"}");
          open = true;
          pieces.add(before + delta(index, "text_delta", "text", text.text()));
        }
        case Answer.Thinking thinking ->
            pieces.add(
                before
                    + begin(index, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
                    + delta(index, "thinking_delta", "thinking", thinking.text())
                    + delta(index, "signature_delta", "signature", "c2lnbmF0dXJl")
                    + stop(index++));
        case Answer.Call call -> pieces.add(before + call(call, index++));
      }
    }
    String ending = (open ? stop(index) : "") + messageDelta(answer) + event("message_stop", "");
    return new Frames(opening, pieces, ending);
  }

  private static String start(Answer answer) {
    String usage =
        answer
            .tokens()
            .map(
                tokens ->
                    ",\"usage\":{\"input_tokens\":"
                        + (tokens.input() - tokens.cached().orElse(0))
                        + figure("cache_read_input_tokens", tokens.cached())
                        + ",\"output_tokens\":1}")
            .orElse("");
    return event(
        "message_start",
        ",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
            + "\"model\":\"claude-sonnet-4-20250514\",\"stop_reason\":null,\"stop_sequence\":null"
            + usage
            + "}");
  }

  private static String call(Answer.Call call, int index) {
    int half = call.argumentsJson().length() / 2;
    return begin(
            index,
            "{\"type\":\"tool_use\",\"id\":"
                + Json.quote(call.id())
                + ",\"name\":"
                + Json.quote(call.name())
                + ",\"input\":{}}")
        + delta(index, "input_json_delta", "partial_json", "")
        + delta(index, "input_json_delta", "partial_json", call.argumentsJson().substring(0, half))
        + delta(index, "input_json_delta", "partial_json", call.argumentsJson().substring(half))
        + stop(index);
  }

  private static String messageDelta(Answer answer) {
    String usage =
        answer
            .tokens()
            .map(
                tokens ->
                    ",\"usage\":{\"output_tokens\":"
                        + tokens.output()
                        + (tokens.reasoning().isPresent()
                            ? ",\"output_tokens_details\":{\"thinking_tokens\":"
                                + tokens.reasoning().getAsLong()
                                + "}"
                            : "")
                        + "}")
            .orElse("");
    return event(
        "message_delta",
        ",\"delta\":{\"stop_reason\":\""
            + word(answer.finish())
            + "\",\"stop_sequence\":null}"
            + usage);
  }

  private static String figure(String name, OptionalLong tokens) {
    return tokens.isPresent() ? ",\"" + name + "\":" + tokens.getAsLong() : "";
  }

  private static String begin(int index, String block) {
    return event("content_block_start", ",\"index\":" + index + ",\"content_block\":" + block);
  }

  private static String delta(int index, String type, String field, String text) {
    return event(
        "content_block_delta",
        ",\"index\":"
            + index
            + ",\"delta\":{\"type\":\""
            + type
            + "\",\""
            + field
            + "\":"
            + Json.quote(text)
            + "}");
  }

  private static String stop(int index) {
    return event("content_block_stop", ",\"index\":" + index);
  }

  private static String event(String type, String fields) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + fields + "}\n\n";
  }

  private static String word(FinishReason reason) {
    return switch (reason) {
      case STOP, UNKNOWN, CONTENT_FILTER -> "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case REFUSAL -> "refusal";
    };
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        refusal(400, "invalid_request_error", "max_tokens: wrong", ErrorCode.INVALID_REQUEST),
        refusal(
            400,
            "invalid_request_error",
            "prompt is too long: 210000 tokens > 200000 maximum",
            ErrorCode.CONTEXT_LENGTH),
        refusal(
            400,
            "invalid_request_error",
            "Your credit balance is too low to access the API.",
            ErrorCode.QUOTA_EXHAUSTED),
        refusal(
            401,
            "authentication_error",
            "invalid x-api-key",
            ErrorCode.AUTHENTICATION,
            "ANTHROPIC_API_KEY"),
        refusal(402, "billing_error", "Pay first.", ErrorCode.QUOTA_EXHAUSTED),
        refusal(403, "permission_error", "Not yours.", ErrorCode.PERMISSION),
        refusal(
            404,
            "not_found_error",
            "model: claude-nope",
            ErrorCode.MODEL_NOT_FOUND,
            "CLAUDE_MODEL"),
        refusal(413, "request_too_large", "Too large.", ErrorCode.INVALID_REQUEST),
        refusal(429, "rate_limit_error", "Slow down.", ErrorCode.RATE_LIMITED, "fewer"),
        ErrorCase.of(
            "a spending limit as 429",
            Reply.json(
                429,
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Limit.\","
                    + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}"),
            ErrorCode.QUOTA_EXHAUSTED),
        refusal(500, "api_error", "Internal server error", ErrorCode.UNAVAILABLE),
        refusal(504, "timeout_error", "Timed out.", ErrorCode.TIMEOUT),
        refusal(529, "overloaded_error", "Overloaded", ErrorCode.OVERLOADED));
  }

  private static ErrorCase refusal(
      int status, String type, String message, ErrorCode expected, String... shown) {
    String body =
        "{\"type\":\"error\",\"error\":{\"type\":\""
            + type
            + "\",\"message\":"
            + Json.quote(message)
            + "},\"request_id\":\"req_1\"}";
    return ErrorCase.of(
        status + " " + type + ": " + message,
        Reply.json(status, body, "request-id: req_1"),
        expected,
        shown);
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "overloaded",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}}\n\n",
            ErrorCode.OVERLOADED),
        new StreamError(
            "api_error",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                + "\"message\":\"Internal server error\"}}\n\n",
            ErrorCode.UNAVAILABLE));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return request.method().equals("GET") && request.target().equals("/v1/models")
        ? Optional.of(Reply.json(200, MODELS))
        : Optional.empty();
  }
}
