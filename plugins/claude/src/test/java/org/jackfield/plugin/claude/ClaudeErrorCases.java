package org.jackfield.plugin.claude;

import java.util.List;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;

/**
 * How the Messages API says no, by its documents: https://platform.claude.com/docs/en/api/errors.
 */
final class ClaudeErrorCases {
  /** All of them. */
  static final List<ErrorCase> ALL =
      List.of(
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
          refusal(
              400,
              "invalid_request_error",
              "input length and `max_tokens` exceed context limit: 198000 + 8000 > 200000",
              ErrorCode.CONTEXT_LENGTH),
          refusal(
              400,
              "invalid_request_error",
              "You have reached your specified API usage limits.",
              ErrorCode.QUOTA_EXHAUSTED),
          refusal(
              400,
              "invalid_request_error",
              "\"thinking.type.disabled\" is not supported for this model.",
              ErrorCode.UNSUPPORTED),
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
          edge(413, "Request Entity Too Large", ErrorCode.INVALID_REQUEST),
          edge(504, "Gateway Time-out", ErrorCode.TIMEOUT),
          edge(529, "Site is overloaded", ErrorCode.OVERLOADED),
          refusal(500, "api_error", "Internal server error", ErrorCode.UNAVAILABLE),
          refusal(504, "timeout_error", "Timed out.", ErrorCode.TIMEOUT),
          refusal(529, "overloaded_error", "Overloaded", ErrorCode.OVERLOADED));

  private ClaudeErrorCases() {}

  /** A refusal by what stands before the API and knows nothing of its JSON. */
  private static ErrorCase edge(int status, String title, ErrorCode expected) {
    return ErrorCase.of(
        status + " from the edge",
        Reply.whole(status, "text/html", "<html><head><title>" + title + "</title></head></html>"),
        expected);
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
}
