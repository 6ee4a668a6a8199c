package org.jackfield.plugin.gemini;

import java.util.Optional;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;

/**
 * The API's reasons to end an answer (https://ai.google.dev/api/generate-content#FinishReason) in
 * canonical words.
 */
final class FinishReasons {
  private FinishReasons() {}

  /**
   * The reason. The API has one for the end of a turn, whether the model said something or wants
   * tools to be called.
   */
  static FinishReason read(String word, boolean toolCalls) {
    return switch (word) {
      case "STOP" -> toolCalls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "MAX_TOKENS" -> FinishReason.LENGTH;
      case "SAFETY",
          "RECITATION",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          FinishReason.CONTENT_FILTER;
      // LANGUAGE, OTHER, NO_IMAGE, IMAGE_OTHER: no filter, and no end that the model meant.
      default -> FinishReason.UNKNOWN;
    };
  }

  /**
   * What the reason means as an error; empty when it ends an answer. A call that nobody can read,
   * or that nobody asked for, is none: another backend may do better. A missing signature is the
   * caller's, who did not send back what came with an earlier call.
   */
  static Optional<ErrorCode> failure(String word) {
    return switch (word) {
      case "MALFORMED_FUNCTION_CALL",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MALFORMED_RESPONSE" ->
          Optional.of(ErrorCode.PROTOCOL);
      case "MISSING_THOUGHT_SIGNATURE" -> Optional.of(ErrorCode.INVALID_REQUEST);
      default -> Optional.empty();
    };
  }
}
