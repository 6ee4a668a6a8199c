package org.jackfield.plugin.claude;

import org.jackfield.spi.chat.FinishReason;

/** Stop reasons of the Messages API in canonical words. */
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
}
