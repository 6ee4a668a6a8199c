package org.jackfield.plugin.claude;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.Json;
import org.jackfield.wire.ProviderText;
import tools.jackson.databind.JsonNode;

/**
 * What a refusal of the Messages API means: by type first, then by status, by text last. Source:
 * https://docs.anthropic.com/en/api/errors; the types of servers that stand in for it are from
 * recorded refusals.
 */
final class ClaudeErrors {
  private static final Pattern CONTEXT_TEXT =
      Pattern.compile("(?i)prompt is too long|context.?(length|size|window)|maximum context");
  private static final Pattern BILLING_TEXT =
      Pattern.compile("(?i)credit balance|api usage limits|spend(ing)? limit");
  private static final Pattern UNSUPPORTED_TEXT =
      Pattern.compile("(?i)does not support|is not supported|not a multimodal model");
  private static final Pattern CALLER_TEXT =
      Pattern.compile("(?i)json\\.exception|parse error|is required");
  private static final Pattern MODEL_TEXT = Pattern.compile("(?i)\\bmodel\\b");

  private ClaudeErrors() {}

  /** What an error body says; absent fields are empty. */
  record Details(String message, String type, String code, boolean structured) {}

  static Details read(byte[] body) {
    Optional<JsonNode> json = Json.find(body).filter(JsonNode::isObject);
    if (json.isEmpty()) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      return new Details(text.startsWith("<") ? "" : text, "", "", false);
    }
    JsonNode error = json.get().path("error");
    if (error.isString()) {
      return new Details(error.stringValue(), "", "", true);
    }
    if (!error.isObject()) {
      return new Details(Json.text(json.get(), "detail").orElse(""), "", "", false);
    }
    return details(error);
  }

  private static Details details(JsonNode error) {
    return new Details(
        Json.text(error, "message").orElse(""),
        Json.text(error, "type").orElse(""),
        Json.text(error.path("details"), "error_code").orElse(""),
        true);
  }

  static ErrorCode classify(int status, Details error) {
    return switch (error.type()) {
      case "authentication_error" -> ErrorCode.AUTHENTICATION;
      case "permission_error" -> ErrorCode.PERMISSION;
      case "billing_error" -> ErrorCode.QUOTA_EXHAUSTED;
      case "rate_limit_error" -> rateLimit(error);
      case "overloaded_error" -> ErrorCode.OVERLOADED;
      case "timeout_error" -> ErrorCode.TIMEOUT;
      case "request_too_large" -> ErrorCode.INVALID_REQUEST;
      case "exceed_context_size_error" -> ErrorCode.CONTEXT_LENGTH;
      case "unavailable_error" -> ErrorCode.UNAVAILABLE;
      case "not_found_error" -> missing(error);
      case "invalid_request_error" -> status >= 500 ? byStatus(status, error) : badRequest(error);
      default -> byStatus(status, error);
    };
  }

  /**
   * A spending limit comes as a rate limit too, without a time to wait: it never heals by waiting.
   */
  private static ErrorCode rateLimit(Details error) {
    return error.code().equals("enforced_spend_limit_reached")
        ? ErrorCode.QUOTA_EXHAUSTED
        : ErrorCode.RATE_LIMITED;
  }

  private static ErrorCode byStatus(int status, Details error) {
    return switch (status) {
      case 400, 422 -> badRequest(error);
      case 401 -> ErrorCode.AUTHENTICATION;
      case 402 -> ErrorCode.QUOTA_EXHAUSTED;
      case 403 -> ErrorCode.PERMISSION;
      case 404 -> missing(error);
      case 408, 504 -> ErrorCode.TIMEOUT;
      case 409, 502 -> ErrorCode.UNAVAILABLE;
      case 429 -> rateLimit(error);
      case 503, 529 -> ErrorCode.OVERLOADED;
      case 405 -> ErrorCode.PROTOCOL;
      default -> {
        if (status >= 500) {
          yield serverError(error);
        }
        yield status >= 400 ? ErrorCode.INVALID_REQUEST : ErrorCode.PROTOCOL;
      }
    };
  }

  private static ErrorCode badRequest(Details error) {
    if (CONTEXT_TEXT.matcher(error.message()).find()) {
      return ErrorCode.CONTEXT_LENGTH;
    }
    if (BILLING_TEXT.matcher(error.message()).find()) {
      return ErrorCode.QUOTA_EXHAUSTED;
    }
    return UNSUPPORTED_TEXT.matcher(error.message()).find()
        ? ErrorCode.UNSUPPORTED
        : ErrorCode.INVALID_REQUEST;
  }

  /** A model that is not there, or a path that is not: then the endpoint is wrong. */
  private static ErrorCode missing(Details error) {
    return error.structured() && MODEL_TEXT.matcher(error.message()).find()
        ? ErrorCode.MODEL_NOT_FOUND
        : ErrorCode.PROTOCOL;
  }

  /** A server that stands in for the API may answer the caller's mistakes with 500. */
  private static ErrorCode serverError(Details error) {
    if (UNSUPPORTED_TEXT.matcher(error.message()).find()) {
      return ErrorCode.UNSUPPORTED;
    }
    return CALLER_TEXT.matcher(error.message()).find()
        ? ErrorCode.INVALID_REQUEST
        : ErrorCode.UNAVAILABLE;
  }

  /** The error of an error event inside an answer whose status was good. */
  static BackendException inAnswer(String subject, JsonNode error) {
    Details details =
        error.isObject() ? details(error) : new Details(error.asString(""), "", "", true);
    String text = ProviderText.shown(details.message());
    return new BackendException(
        classify(500, details),
        subject + " failed while answering" + (text.isEmpty() ? "." : ": " + text));
  }
}
