package org.jackfield.openaiwire;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;

/**
 * What errors of text-generation-inference mean: a text with an {@code error_type} beside it, and
 * inside a stream, where it also tells of a request that it refuses, the text alone with a status
 * that is always 422. Source: {@code InferError} in its sources
 * (https://github.com/huggingface/text-generation-inference, router/src/infer/mod.rs).
 */
final class TypedTextErrors {
  /** The field that tells the status of an error inside a stream. */
  static final String STATUS = "http_status_code";

  private static final Pattern TOO_LONG =
      Pattern.compile("`inputs` must have less than|`inputs` tokens \\+ `max_new_tokens`");
  private static final Pattern FAILED =
      Pattern.compile("^Request failed during generation|^Incomplete generation");

  private TypedTextErrors() {}

  /** The code of such an error; empty for any other one. */
  static Optional<ErrorCode> classify(ErrorBody error) {
    String text = error.message();
    if (TOO_LONG.matcher(text).find()) {
      return Optional.of(ErrorCode.CONTEXT_LENGTH);
    }
    return switch (error.field("error_type")) {
      case "overloaded" -> Optional.of(ErrorCode.OVERLOADED);
      case "generation", "incomplete_generation", "incomplete_generation_stream" ->
          Optional.of(ErrorCode.UNAVAILABLE);
      case "" -> byText(error);
      default -> Optional.empty();
    };
  }

  private static Optional<ErrorCode> byText(ErrorBody error) {
    if (error.field(STATUS).isEmpty()) {
      return Optional.empty();
    }
    if (error.message().equals("Model is overloaded")) {
      return Optional.of(ErrorCode.OVERLOADED);
    }
    return FAILED.matcher(error.message()).find()
        ? Optional.of(ErrorCode.UNAVAILABLE)
        : Optional.empty();
  }
}
