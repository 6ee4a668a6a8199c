package org.jackfield.anthropicwire;

import java.util.regex.Pattern;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.Json;
import org.jackfield.wire.ProviderText;
import org.jackfield.wire.StatusCode;
import org.jackfield.wire.UpstreamError;
import tools.jackson.databind.JsonNode;

/**
 * What a refusal of the Messages API means: by type first, then by status, by text last. Source:
 * https://platform.claude.com/docs/en/api/errors; the types of servers that stand in for it are
 * from recorded refusals.
 */
public final class AnthropicErrors {
  private static final Pattern BILLING_TEXT =
      Pattern.compile("(?i)credit balance|api usage limits|spend(ing)? limit");
  private static final Pattern MODEL_TEXT = Pattern.compile("(?i)\\bmodel\\b");

  private AnthropicErrors() {}

  /** The error that an event, or an answer of good status, turned out to be. */
  static BackendException inAnswer(String subject, JsonNode answer) {
    ErrorBody error = ErrorBody.of(answer.path("error"));
    // No status says whose mistake it is; the type does.
    boolean callers = error.field("type").equals("invalid_request_error");
    BackendException failure =
        UpstreamError.inAnswer(
            subject, callers ? badRequest(error) : code(500, error), error.message());
    return Json.text(answer, "request_id")
        .map(id -> failure.withUpstreamId(ProviderText.shown(id)))
        .orElse(failure);
  }

  /** The code of a refusal with that status and body. */
  public static ErrorCode code(int status, ErrorBody error) {
    return switch (error.field("type")) {
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
  private static ErrorCode rateLimit(ErrorBody error) {
    String code = error.fields().path("details").path("error_code").asString("");
    return code.equals("enforced_spend_limit_reached")
        ? ErrorCode.QUOTA_EXHAUSTED
        : ErrorCode.RATE_LIMITED;
  }

  private static ErrorCode byStatus(int status, ErrorBody error) {
    return switch (status) {
      case 400, 422 -> badRequest(error);
      case 404 -> missing(error);
      case 429 -> rateLimit(error);
      case 500 -> serverError(error);
      default -> StatusCode.of(status);
    };
  }

  private static ErrorCode badRequest(ErrorBody error) {
    if (error.saysTooLong()) {
      return ErrorCode.CONTEXT_LENGTH;
    }
    if (BILLING_TEXT.matcher(error.message()).find()) {
      return ErrorCode.QUOTA_EXHAUSTED;
    }
    return error.saysUnsupported() ? ErrorCode.UNSUPPORTED : ErrorCode.INVALID_REQUEST;
  }

  /** A model that is not there, or a path that is not: then the endpoint is wrong. */
  private static ErrorCode missing(ErrorBody error) {
    return error.structured() && MODEL_TEXT.matcher(error.message()).find()
        ? ErrorCode.MODEL_NOT_FOUND
        : ErrorCode.PROTOCOL;
  }

  /** A server that stands in for the API may answer the caller's mistakes with 500. */
  private static ErrorCode serverError(ErrorBody error) {
    if (error.saysUnsupported()) {
      return ErrorCode.UNSUPPORTED;
    }
    if (error.saysMalformed()) {
      return ErrorCode.INVALID_REQUEST;
    }
    return error.saysTooLong() ? ErrorCode.CONTEXT_LENGTH : ErrorCode.UNAVAILABLE;
  }
}
