package org.jackfield.plugin.gemini;

import java.util.List;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;

/**
 * How the Gemini API says no, by https://ai.google.dev/gemini-api/docs/generate-content/api-errors
 * and reports to https://github.com/google-gemini/gemini-cli/issues.
 */
final class GeminiErrorCases {
  /** All of them. */
  static final List<ErrorCase> ALL =
      List.of(
          refusal(
              400,
              "INVALID_ARGUMENT",
              "Invalid JSON payload received. Unknown name \"x\": Cannot find field.",
              ErrorCode.INVALID_REQUEST),
          refusal(
              400,
              "INVALID_ARGUMENT",
              "The input token count (3475108) exceeds the maximum number of tokens allowed"
                  + " (1048576).",
              ErrorCode.CONTEXT_LENGTH,
              "Shorten"),
          refusal(
              400,
              "INVALID_ARGUMENT",
              "Function calling with a response mime type: 'application/json' is unsupported",
              ErrorCode.UNSUPPORTED),
          refusal(
              400,
              "INVALID_ARGUMENT",
              "API key not valid. Please pass a valid API key.",
              ErrorCode.AUTHENTICATION,
              "GEMINI_API_KEY"),
          detailed(
              400,
              "INVALID_ARGUMENT",
              "API key not valid. Please pass a valid API key.",
              "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                  + "\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\","
                  + "\"metadata\":{\"service\":\"generativelanguage.googleapis.com\"}}",
              ErrorCode.AUTHENTICATION,
              "GEMINI_API_KEY"),
          refusal(
              400,
              "FAILED_PRECONDITION",
              "User location is not supported for the API use.",
              ErrorCode.QUOTA_EXHAUSTED),
          refusal(
              400,
              "FAILED_PRECONDITION",
              "The File abc is not in an ACTIVE state and usage is not allowed.",
              ErrorCode.INVALID_REQUEST),
          refusal(401, "UNAUTHENTICATED", "Wrong credentials.", ErrorCode.AUTHENTICATION),
          refusal(
              403,
              "PERMISSION_DENIED",
              "Method doesn't allow unregistered callers (callers without established identity).",
              ErrorCode.AUTHENTICATION,
              "GEMINI_API_KEY"),
          refusal(403, "PERMISSION_DENIED", "Not yours.", ErrorCode.PERMISSION),
          refusal(
              404,
              "NOT_FOUND",
              "models/gemini-nope is not found for API version v1beta, or is not supported for"
                  + " generateContent. Call ListModels to see the list of available models.",
              ErrorCode.MODEL_NOT_FOUND,
              "GEMINI_MODEL"),
          refusal(
              429, "RESOURCE_EXHAUSTED", "Resource exhausted.", ErrorCode.RATE_LIMITED, "fewer"),
          refusal(
              429,
              "RESOURCE_EXHAUSTED",
              "Your prepayment credits are depleted. Please go to AI Studio to manage your billing.",
              ErrorCode.QUOTA_EXHAUSTED,
              "billing"),
          detailed(
              429,
              "RESOURCE_EXHAUSTED",
              "Quota exceeded for quota metric 'Gemini 2.5 Pro Requests'.",
              "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                  + "\"reason\":\"RATE_LIMIT_EXCEEDED\",\"metadata\":"
                  + "{\"quota_limit\":\"Gemini25ProRequestsPerDay\"}}",
              ErrorCode.QUOTA_EXHAUSTED),
          ErrorCase.of(
              "an error in a list, as without events",
              Reply.json(
                  429,
                  "[{\"error\":{\"code\":429,\"message\":\"Slow down.\","
                      + "\"status\":\"RESOURCE_EXHAUSTED\"}}]"),
              ErrorCode.RATE_LIMITED),
          refusal(500, "INTERNAL", "An internal error has occurred.", ErrorCode.UNAVAILABLE),
          refusal(503, "UNAVAILABLE", "The model is overloaded.", ErrorCode.OVERLOADED),
          refusal(504, "DEADLINE_EXCEEDED", "Deadline expired.", ErrorCode.TIMEOUT));

  private GeminiErrorCases() {}

  private static ErrorCase refusal(
      int status, String word, String message, ErrorCode expected, String... shown) {
    return detailed(status, word, message, "", expected, shown);
  }

  private static ErrorCase detailed(
      int status, String word, String message, String detail, ErrorCode code, String... shown) {
    return ErrorCase.of(
        status + " " + word + ": " + message,
        Reply.json(status, body(status, word, message, detail)),
        code,
        shown);
  }

  /** The body of an error. */
  static String body(int status, String word, String message, String detail) {
    return "{\"error\":{\"code\":"
        + status
        + ",\"message\":"
        + Json.quote(message)
        + ",\"status\":\""
        + word
        + "\""
        + (detail.isEmpty() ? "" : ",\"details\":[" + detail + "]")
        + "}}";
  }
}
