package org.jackfield.openaiwire;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.StatusCode;
import org.jackfield.wire.UpstreamError;
import tools.jackson.databind.JsonNode;

/**
 * What a refusal in OpenAI's dialect means: by {@code code}, {@code type} and {@code param} first,
 * then by status, by text last and only where servers give nothing else. Sources: OpenAI's error
 * guide (https://platform.openai.com/docs/guides/error-codes) and recorded refusals of llama.cpp,
 * vLLM, Ollama and LiteLLM.
 */
public final class OpenAiErrors {
  private static final Pattern MODEL_TEXT = Pattern.compile("(?i)\\bmodel\\b|deployment");

  private OpenAiErrors() {}

  /** The code of a refusal with that HTTP status. */
  public static ErrorCode classify(int status, ErrorBody error) {
    return byFields(error).orElseGet(() -> byStatus(status, error));
  }

  private static Optional<ErrorCode> byFields(ErrorBody error) {
    boolean tooLong = error.field("param").equals("input_tokens");
    return byCode(error)
        .or(() -> byType(error))
        .or(() -> TypedTextErrors.classify(error))
        .or(() -> tooLong ? Optional.of(ErrorCode.CONTEXT_LENGTH) : Optional.empty());
  }

  private static Optional<ErrorCode> byCode(ErrorBody error) {
    return switch (error.field("code")) {
      case "context_length_exceeded" -> Optional.of(ErrorCode.CONTEXT_LENGTH);
      case "model_not_found", "model_not_supported", "DeploymentNotFound", "unknown_model" ->
          Optional.of(ErrorCode.MODEL_NOT_FOUND);
      case "insufficient_quota",
          "credit_balance_exhausted",
          "organization_spend_limit_exceeded",
          "project_spend_limit_exceeded",
          "organization_usage_limit_exceeded",
          "billing_hard_limit_reached",
          "billing_not_active" ->
          Optional.of(ErrorCode.QUOTA_EXHAUSTED);
      case "rate_limit_exceeded", "slow_down", "RateLimitReached", "too_many_requests" ->
          Optional.of(ErrorCode.RATE_LIMITED);
      case "invalid_api_key", "account_deactivated" -> Optional.of(ErrorCode.AUTHENTICATION);
      case "content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation" ->
          Optional.of(ErrorCode.CONTENT_FILTERED);
      case "unsupported_parameter", "unsupported_value", "OperationNotSupported" ->
          Optional.of(ErrorCode.UNSUPPORTED);
      case "server_is_overloaded" -> Optional.of(ErrorCode.OVERLOADED);
      case "unsupported_country_region_territory", "PermissionDenied" ->
          Optional.of(ErrorCode.PERMISSION);
      default -> Optional.empty();
    };
  }

  private static Optional<ErrorCode> byType(ErrorBody error) {
    return switch (error.field("type")) {
      case "exceed_context_size_error" -> Optional.of(ErrorCode.CONTEXT_LENGTH);
      case "insufficient_quota", "billing_error", "budget_exceeded" ->
          Optional.of(ErrorCode.QUOTA_EXHAUSTED);
      case "authentication_error" -> Optional.of(ErrorCode.AUTHENTICATION);
      case "permission_error" -> Optional.of(ErrorCode.PERMISSION);
      case "overloaded_error" -> Optional.of(ErrorCode.OVERLOADED);
      case "unavailable_error" -> Optional.of(ErrorCode.UNAVAILABLE);
      // LiteLLM without a database, for a key it does not know.
      case "no_db_connection" -> Optional.of(ErrorCode.AUTHENTICATION);
      default -> Optional.empty();
    };
  }

  private static ErrorCode byStatus(int status, ErrorBody error) {
    return switch (status) {
      case 404 -> missing(error);
      case 503 -> loading(error) ? ErrorCode.UNAVAILABLE : ErrorCode.OVERLOADED;
      case 400, 422 -> badRequest(error);
      case 500 -> serverError(error);
      default -> StatusCode.of(status);
    };
  }

  private static ErrorCode badRequest(ErrorBody error) {
    if (error.saysTooLong()) {
      return ErrorCode.CONTEXT_LENGTH;
    }
    // Hugging Face's router, where no provider that the account allows has the model.
    if (error.message().contains("not supported by any provider")) {
      return ErrorCode.MODEL_NOT_FOUND;
    }
    if (error.saysUnsupported()) {
      return ErrorCode.UNSUPPORTED;
    }
    if (error.field("code").equals("BadRequest") && error.message().contains("API version")) {
      // Azure's: not the caller's mistake, but that of whoever configured the version.
      return ErrorCode.PROTOCOL;
    }
    return error.message().contains("Invalid model name")
        ? ErrorCode.MODEL_NOT_FOUND
        : ErrorCode.INVALID_REQUEST;
  }

  /** A model that is not there, or a path that is not: then the endpoint is wrong. */
  private static ErrorCode missing(ErrorBody error) {
    boolean model =
        error.field("param").equals("model")
            || (error.structured() && MODEL_TEXT.matcher(error.message()).find());
    return model ? ErrorCode.MODEL_NOT_FOUND : ErrorCode.PROTOCOL;
  }

  private static boolean loading(ErrorBody error) {
    return error.message().toLowerCase(Locale.ROOT).contains("loading model");
  }

  /** llama.cpp and Ollama answer some of the caller's mistakes with 500: those are final. */
  private static ErrorCode serverError(ErrorBody error) {
    if (error.saysMalformed()) {
      return ErrorCode.INVALID_REQUEST;
    }
    if (error.saysUnsupported()) {
      return ErrorCode.UNSUPPORTED;
    }
    return error.saysTooLong() ? ErrorCode.CONTEXT_LENGTH : ErrorCode.UNAVAILABLE;
  }

  /** The error of an {@code error} object inside an answer whose status was good. */
  static BackendException inAnswer(String subject, JsonNode object) {
    ErrorBody error = ErrorBody.of(object);
    OptionalInt status =
        status(error.field(error.field("code").isEmpty() ? TypedTextErrors.STATUS : "code"));
    ErrorCode code =
        byFields(error)
            .orElseGet(
                () ->
                    status.isPresent() ? byStatus(status.getAsInt(), error) : withoutStatus(error));
    BackendException failure = UpstreamError.inAnswer(subject, code, error.message());
    return status.isPresent() ? failure.withUpstreamStatus(status.getAsInt()) : failure;
  }

  /** What a type means that says what the status of a refusal would have said. */
  private static ErrorCode withoutStatus(ErrorBody error) {
    return switch (error.field("type")) {
      case "invalid_request_error", "BadRequestError", "Bad Request" -> badRequest(error);
      // OpenAI's own names the limit: https://platform.openai.com/docs/guides/rate-limits.
      case "rate_limit_error", "rate_limit_exceeded", "requests", "tokens" ->
          ErrorCode.RATE_LIMITED;
      case "not_found_error", "NotFoundError" -> missing(error);
      case "timeout_error" -> ErrorCode.TIMEOUT;
      default -> serverError(error);
    };
  }

  private static OptionalInt status(String code) {
    return code.matches("[45]\\d\\d")
        ? OptionalInt.of(Integer.parseInt(code))
        : OptionalInt.empty();
  }
}
