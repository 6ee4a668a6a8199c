package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.Json;
import org.jackfield.wire.ProviderText;
import tools.jackson.databind.JsonNode;

/**
 * What a refusal in OpenAI's dialect means: by {@code code}, {@code type} and {@code param} first,
 * then by status, by text last and only where servers give nothing else. Sources: OpenAI's error
 * guide (https://platform.openai.com/docs/guides/error-codes) and recorded refusals of llama.cpp,
 * vLLM, Ollama and LiteLLM.
 */
public final class OpenAiErrors {
  private static final Pattern CONTEXT_TEXT =
      Pattern.compile(
          "(?i)context.?length|context.?size|context.?window|maximum context|prompt is too long"
              + "|too large to process");
  private static final Pattern UNSUPPORTED_TEXT =
      Pattern.compile("(?i)does not support|is not supported|not a multimodal model");
  private static final Pattern CALLER_TEXT =
      Pattern.compile(
          "(?i)json\\.exception|parse error|failed to parse|invalid json|missing 'role'|not utf-?8"
              + "|invalid utf-?8");
  private static final Pattern MODEL_TEXT = Pattern.compile("(?i)\\bmodel\\b|deployment");

  private OpenAiErrors() {}

  /**
   * What an error body says. Absent fields are empty.
   *
   * @param structured whether it is an error object, not the text of some router on the way
   */
  public record Details(
      String message, String type, String code, String param, boolean structured) {}

  /** Reads an error body in any of the shapes that servers of the dialect use. */
  public static Details read(byte[] body) {
    Optional<JsonNode> json = Json.find(body);
    if (json.isPresent() && json.get().isContainer()) {
      JsonNode first = json.get().isArray() ? json.get().path(0) : json.get();
      return read(first);
    }
    String text = new String(body, StandardCharsets.UTF_8).strip();
    boolean markup = text.startsWith("<");
    return new Details(markup ? "" : text, "", "", "", false);
  }

  private static Details read(JsonNode body) {
    JsonNode error = body.path("error");
    if (error.isString()) {
      return new Details(error.stringValue(), "", "", "", true);
    }
    if (error.isObject()) {
      return object(error);
    }
    if (body.path("message").isString()) {
      return object(body);
    }
    JsonNode detail = body.path("detail");
    String text =
        detail.isString() ? detail.stringValue() : detail.isMissingNode() ? "" : "" + detail;
    return new Details(text, "", "", "", false);
  }

  private static Details object(JsonNode error) {
    return new Details(
        Json.text(error, "message").orElse(""),
        Json.text(error, "type").orElse(""),
        error.path("code").asString(""),
        Json.text(error, "param").orElse(""),
        true);
  }

  /** The code of a refusal with that HTTP status. */
  public static ErrorCode classify(int status, Details error) {
    return byCode(error)
        .or(() -> byType(error))
        .orElseGet(
            () ->
                error.param().equals("input_tokens")
                    ? ErrorCode.CONTEXT_LENGTH
                    : byStatus(status, error));
  }

  private static Optional<ErrorCode> byCode(Details error) {
    return switch (error.code()) {
      case "context_length_exceeded" -> Optional.of(ErrorCode.CONTEXT_LENGTH);
      case "model_not_found", "DeploymentNotFound" -> Optional.of(ErrorCode.MODEL_NOT_FOUND);
      case "insufficient_quota",
          "credit_balance_exhausted",
          "organization_spend_limit_exceeded",
          "project_spend_limit_exceeded",
          "organization_usage_limit_exceeded",
          "billing_hard_limit_reached",
          "billing_not_active" ->
          Optional.of(ErrorCode.QUOTA_EXHAUSTED);
      case "rate_limit_exceeded", "slow_down" -> Optional.of(ErrorCode.RATE_LIMITED);
      case "invalid_api_key", "account_deactivated" -> Optional.of(ErrorCode.AUTHENTICATION);
      case "content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation" ->
          Optional.of(ErrorCode.CONTENT_FILTERED);
      case "unsupported_parameter", "unsupported_value" -> Optional.of(ErrorCode.UNSUPPORTED);
      case "server_is_overloaded" -> Optional.of(ErrorCode.OVERLOADED);
      case "unsupported_country_region_territory" -> Optional.of(ErrorCode.PERMISSION);
      default -> Optional.empty();
    };
  }

  private static Optional<ErrorCode> byType(Details error) {
    return switch (error.type()) {
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

  private static ErrorCode byStatus(int status, Details error) {
    return switch (status) {
      case 400, 422 -> badRequest(error);
      case 401 -> ErrorCode.AUTHENTICATION;
      case 402 -> ErrorCode.QUOTA_EXHAUSTED;
      case 403 -> ErrorCode.PERMISSION;
      case 404 -> missing(error);
      case 408, 504 -> ErrorCode.TIMEOUT;
      case 409, 502 -> ErrorCode.UNAVAILABLE;
      case 429 -> ErrorCode.RATE_LIMITED;
      case 503 -> loading(error) ? ErrorCode.UNAVAILABLE : ErrorCode.OVERLOADED;
      case 529 -> ErrorCode.OVERLOADED;
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
    if (UNSUPPORTED_TEXT.matcher(error.message()).find()) {
      return ErrorCode.UNSUPPORTED;
    }
    return error.message().contains("Invalid model name")
        ? ErrorCode.MODEL_NOT_FOUND
        : ErrorCode.INVALID_REQUEST;
  }

  /** A model that is not there, or a path that is not: then the endpoint is wrong. */
  private static ErrorCode missing(Details error) {
    boolean model =
        error.param().equals("model")
            || (error.structured() && MODEL_TEXT.matcher(error.message()).find());
    return model ? ErrorCode.MODEL_NOT_FOUND : ErrorCode.PROTOCOL;
  }

  private static boolean loading(Details error) {
    return error.message().toLowerCase(Locale.ROOT).contains("loading model");
  }

  /** llama.cpp and Ollama answer some of the caller's mistakes with 500: those are final. */
  private static ErrorCode serverError(Details error) {
    if (CALLER_TEXT.matcher(error.message()).find()) {
      return ErrorCode.INVALID_REQUEST;
    }
    if (UNSUPPORTED_TEXT.matcher(error.message()).find()) {
      return ErrorCode.UNSUPPORTED;
    }
    return CONTEXT_TEXT.matcher(error.message()).find()
        ? ErrorCode.CONTEXT_LENGTH
        : ErrorCode.UNAVAILABLE;
  }

  /** The error of an {@code error} object inside an answer whose status was good. */
  static BackendException inAnswer(String subject, JsonNode error) {
    Details details =
        error.isObject() ? object(error) : new Details(error.asString(""), "", "", "", true);
    OptionalInt status = status(details.code());
    String text = ProviderText.shown(details.message());
    BackendException failure =
        new BackendException(
            classify(status.orElse(500), details),
            subject + " failed while answering" + (text.isEmpty() ? "." : ": " + text));
    return status.isPresent() ? failure.withUpstreamStatus(status.getAsInt()) : failure;
  }

  private static OptionalInt status(String code) {
    return code.matches("[45]\\d\\d")
        ? OptionalInt.of(Integer.parseInt(code))
        : OptionalInt.empty();
  }
}
