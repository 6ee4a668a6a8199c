package org.jackfield.openaiwire;

import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.wire.NativeFinishReason;

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
      case "length", "max_tokens", "model_length" -> FinishReason.LENGTH;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.UNKNOWN;
    };
  }

  /**
   * The fields of a choice that say why it ended. A refusal that came without words counts as
   * filtered. A reason that OpenAI has no word for is {@code length}, because the answer is not
   * complete and some of OpenAI's own clients fail at a word that they do not know; the upstream's
   * word stands beside it.
   */
  static String fields(Chunk.Finish finish, boolean refusalText) {
    return "\"finish_reason\":\""
        + word(finish.reason(), refusalText)
        + "\""
        + finish
            .extensions()
            .json(NativeFinishReason.FIELD)
            .map(word -> ",\"" + NativeFinishReason.FIELD + "\":" + word)
            .orElse("");
  }

  private static String word(FinishReason reason, boolean refusalText) {
    return switch (reason) {
      case STOP -> "stop";
      case LENGTH, UNKNOWN -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
      case REFUSAL -> refusalText ? "stop" : "content_filter";
    };
  }
}
