package org.jackfield.anthropicwire;

import org.jackfield.spi.chat.FinishReason;

/**
 * Stop reasons of the Messages API in canonical words. Source:
 * https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons.
 */
final class StopReasons {
  private StopReasons() {}

  static FinishReason read(String word) {
    return switch (word) {
      case "end_turn", "stop_sequence" -> FinishReason.STOP;
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "refusal" -> FinishReason.REFUSAL;
      default -> FinishReason.UNKNOWN;
    };
  }

  /**
   * Whether the canonical word says it all; of the others the API's own travels on, such as {@code
   * pause_turn}, after which the conversation is to be sent again.
   */
  static boolean said(String word) {
    return switch (word) {
      case "end_turn", "stop_sequence", "max_tokens", "tool_use", "refusal" -> true;
      default -> false;
    };
  }
}
