package org.jackfield.plugin.claude;

import java.util.regex.Pattern;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.ErrorMap;
import org.jackfield.wire.Hints;
import org.jackfield.wire.StatusCode;
import org.jackfield.wire.UpstreamError;
import tools.jackson.databind.JsonNode;

/**
 * What a refusal of the Messages API means: by type first, then by status, by text last. Source:
 * https://docs.anthropic.com/en/api/errors; the types of servers that stand in for it are from
 * recorded refusals.
 *
 * @param backend the backend's name
 * @param base where the API is
 */
record ClaudeErrors(String backend, String base) implements ErrorMap {
  private static final Pattern BILLING_TEXT =
      Pattern.compile("(?i)credit balance|api usage limits|spend(ing)? limit");
  private static final Pattern MODEL_TEXT = Pattern.compile("(?i)\\bmodel\\b");

  @Override
  public String subject(String model) {
    return "Backend '" + backend + "'" + (model.isEmpty() ? "" : " (" + model + ")");
  }

  @Override
  public Refusal refusal(int status, byte[] body) {
    ErrorBody error = ErrorBody.read(body);
    return new Refusal(classify(status, error), error.message());
  }

  /** The error of an error event inside an answer whose status was good. */
  static BackendException inAnswer(String subject, JsonNode object) {
    ErrorBody error = ErrorBody.of(object);
    return UpstreamError.inAnswer(subject, classify(500, error), error.message());
  }

  private static ErrorCode classify(int status, ErrorBody error) {
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
    return error.saysMalformed() ? ErrorCode.INVALID_REQUEST : ErrorCode.UNAVAILABLE;
  }

  @Override
  public BackendException explained(BackendException error, String model) {
    return Hints.add(error, hint(error, model));
  }

  private String hint(BackendException error, String model) {
    ErrorCode code = error.code();
    return switch (code) {
      case AUTHENTICATION ->
          "Set ANTHROPIC_API_KEY, or 'api_key' of backend '" + backend + "', to a valid key.";
      case PERMISSION -> "The key is good, but may not do this: check its workspace.";
      case MODEL_NOT_FOUND ->
          "Check the model name '" + model + "' of backend '" + backend + "' (CLAUDE_MODEL).";
      case PROTOCOL -> endpointHint();
      // A server that answered is where it should be.
      case UNAVAILABLE -> error.upstreamStatus().isPresent() ? "" : endpointHint();
      case CONTEXT_LENGTH,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          OVERLOADED,
          INVALID_REQUEST,
          CONTENT_FILTERED,
          TIMEOUT,
          CANCELLED,
          UNSUPPORTED,
          INTERNAL ->
          Hints.of(code).orElse("");
    };
  }

  private String endpointHint() {
    return Hints.endpoint(backend, base, "Anthropic's Messages API");
  }
}
