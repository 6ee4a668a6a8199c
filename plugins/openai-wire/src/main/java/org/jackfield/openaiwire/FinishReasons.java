package org.jackfield.openaiwire;

import org.jackfield.spi.chat.FinishReason;

/** Finish reasons between OpenAI's words and the canonical ones. */
final class FinishReasons {
  private FinishReasons() {}

  /**
   * The canonical reason. Some servers say "stop" where the model called a tool (vLLM for a named
   * tool), so what was seen counts more than the word.
   */
  static FinishReason read(String word, boolean toolCalls, boolean refusal) {
    return switch (word) {
      case "stop", "stop_sequence", "eos", "eos_token", "end_turn" -> {
        if (toolCalls) {
          yield FinishReason.TOOL_CALLS;
        }
        yield refusal ? FinishReason.REFUSAL : FinishReason.STOP;
      }
      case "length", "max_tokens" -> FinishReason.LENGTH;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.UNKNOWN;
    };
  }

  /** OpenAI's word; a refusal that came without words counts as filtered. */
  static String write(FinishReason reason, boolean refusalText) {
    return switch (reason) {
      case STOP, UNKNOWN -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
      case REFUSAL -> refusalText ? "stop" : "content_filter";
    };
  }
}
