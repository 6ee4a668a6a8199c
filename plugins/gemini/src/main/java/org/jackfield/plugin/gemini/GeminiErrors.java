package org.jackfield.plugin.gemini;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.ErrorMap;
import org.jackfield.wire.Json;
import org.jackfield.wire.RetryAfter;
import org.jackfield.wire.ServerHints;
import org.jackfield.wire.StatusCode;
import org.jackfield.wire.UpstreamError;
import tools.jackson.databind.JsonNode;

/**
 * What a refusal of the API means: by the reason among its details first, then by its status word,
 * then by HTTP status, by text last. Sources:
 * https://ai.google.dev/gemini-api/docs/generate-content/api-errors and refusals as users of
 * Google's own clients report them (https://github.com/google-gemini/gemini-cli/issues 4231, 10925,
 * 14811; https://github.com/dyad-sh/dyad/issues/3626).
 *
 * @param backend the backend's name
 * @param base where the API is
 */
record GeminiErrors(String backend, String base) implements ErrorMap {
  private static final Pattern TOO_LONG =
      Pattern.compile("(?i)input token count|maximum number of tokens allowed");
  private static final Pattern UNSUPPORTED =
      Pattern.compile("(?i)is unsupported|is not enabled for|only works in thinking mode");
  private static final Pattern BILLING =
      Pattern.compile("(?i)billing|free tier|location is not supported|country");
  private static final Pattern SPENT =
      Pattern.compile("(?i)credits are depleted|spending (cap|limit)");
  private static final Pattern NO_KEY =
      Pattern.compile("(?i)unregistered callers|reported as leaked");
  private static final Pattern BAD_KEY = Pattern.compile("(?i)api key (not valid|expired)");
  private static final Pattern MODEL = Pattern.compile("(?i)model");

  @Override
  public String subject(String model) {
    return "Backend '" + backend + "'" + (model.isEmpty() ? "" : " (" + model + ")");
  }

  @Override
  public Refusal refusal(int status, byte[] body) {
    ErrorBody error = ErrorBody.read(body);
    return new Refusal(classify(status, error), error.message());
  }

  /** The error of a frame inside an answer whose status was good. */
  static BackendException inAnswer(String subject, JsonNode object) {
    ErrorBody error = ErrorBody.of(object);
    int status = (int) Json.integer(object, "code").orElse(500);
    BackendException failure =
        UpstreamError.inAnswer(subject, classify(status, error), error.message());
    return RetryAfter.of(error).map(failure::withRetryAfter).orElse(failure);
  }

  private static ErrorCode classify(int status, ErrorBody error) {
    if (details(error, "reason").contains("API_KEY_INVALID")) {
      return ErrorCode.AUTHENTICATION;
    }
    return switch (error.field("status")) {
      case "INVALID_ARGUMENT", "OUT_OF_RANGE" -> badRequest(error);
      case "FAILED_PRECONDITION" ->
          BILLING.matcher(error.message()).find()
              ? ErrorCode.QUOTA_EXHAUSTED
              : ErrorCode.INVALID_REQUEST;
      case "UNAUTHENTICATED" -> ErrorCode.AUTHENTICATION;
      case "PERMISSION_DENIED" ->
          NO_KEY.matcher(error.message()).find() ? ErrorCode.AUTHENTICATION : ErrorCode.PERMISSION;
      case "NOT_FOUND" -> missing(error);
      case "RESOURCE_EXHAUSTED" -> exhausted(error);
      case "UNIMPLEMENTED" -> ErrorCode.UNSUPPORTED;
      case "UNAVAILABLE" -> ErrorCode.OVERLOADED;
      case "DEADLINE_EXCEEDED" -> ErrorCode.TIMEOUT;
      case "INTERNAL", "UNKNOWN" -> serverError(error);
      case "CANCELLED", "ABORTED", "DATA_LOSS" -> ErrorCode.UNAVAILABLE;
      default -> byStatus(status, error);
    };
  }

  private static ErrorCode byStatus(int status, ErrorBody error) {
    return switch (status) {
      case 400, 422 -> badRequest(error);
      case 404 -> missing(error);
      case 429 -> exhausted(error);
      case 500 -> serverError(error);
      default -> StatusCode.of(status);
    };
  }

  private static ErrorCode badRequest(ErrorBody error) {
    if (tooLong(error)) {
      return ErrorCode.CONTEXT_LENGTH;
    }
    // The reason among the details says it, but a router on the way may leave them out.
    if (BAD_KEY.matcher(error.message()).find()) {
      return ErrorCode.AUTHENTICATION;
    }
    boolean unsupported = error.saysUnsupported() || UNSUPPORTED.matcher(error.message()).find();
    return unsupported ? ErrorCode.UNSUPPORTED : ErrorCode.INVALID_REQUEST;
  }

  private static boolean tooLong(ErrorBody error) {
    return error.saysTooLong() || TOO_LONG.matcher(error.message()).find();
  }

  /** The API answers some prompts that are too long with 500. */
  private static ErrorCode serverError(ErrorBody error) {
    return tooLong(error) ? ErrorCode.CONTEXT_LENGTH : ErrorCode.UNAVAILABLE;
  }

  /** A model or a file that is not there, or a path that is not: then the endpoint is wrong. */
  private static ErrorCode missing(ErrorBody error) {
    if (!error.structured()) {
      return ErrorCode.PROTOCOL;
    }
    return MODEL.matcher(error.message()).find()
        ? ErrorCode.MODEL_NOT_FOUND
        : ErrorCode.INVALID_REQUEST;
  }

  /**
   * A limit that heals by waiting, unless the account has no money left, or the day's quota is gone
   * and the API names no time to wait: it names short ones for daily quotas too, and means them.
   */
  private static ErrorCode exhausted(ErrorBody error) {
    if (SPENT.matcher(error.message()).find()) {
      return ErrorCode.QUOTA_EXHAUSTED;
    }
    return RetryAfter.of(error).isEmpty() && daily(error)
        ? ErrorCode.QUOTA_EXHAUSTED
        : ErrorCode.RATE_LIMITED;
  }

  private static boolean daily(ErrorBody error) {
    for (JsonNode detail : error.fields().path("details")) {
      for (JsonNode violation : detail.path("violations")) {
        if (perDay(violation, "quotaId")) {
          return true;
        }
      }
      if (perDay(detail.path("metadata"), "quota_limit")) {
        return true;
      }
    }
    return false;
  }

  private static boolean perDay(JsonNode object, String field) {
    return Json.text(object, field).filter(id -> id.contains("PerDay")).isPresent();
  }

  /** The texts of a field of the error's details. */
  private static List<String> details(ErrorBody error, String field) {
    return error
        .fields()
        .path("details")
        .valueStream()
        .map(detail -> Json.text(detail, field))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public BackendException explained(BackendException error, String model) {
    return ServerHints.of(backend, base, "Google's Gemini API")
        .withKey("Set GEMINI_API_KEY, or 'api_key' of backend '" + backend + "', to a valid key.")
        .withPermission(
            "The key is good, but may not do this: check its restrictions and its project.")
        .withModel("model", "GEMINI_MODEL")
        .add(error, model);
  }
}
