package org.jackfield.plugin.claude;

import java.util.OptionalInt;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.wire.EstimatedTokenCount;

/**
 * The limit of tokens of an answer whose request sets none, because the API wants one: what the
 * backend sets, else as much as the model gives and its context has room for. Room is estimated:
 * models before 4.5 refuse a prompt and a limit that are together more than the context.
 *
 * @param set by the backend's settings
 */
record AnswerLimit(OptionalInt set) {
  /** What every model gives. */
  private static final int LEAST = 4_096;

  /**
   * The limit.
   *
   * @param thinking how many tokens of the answer may be thinking, beyond what is set
   */
  int of(ChatRequest request, int thinking, Attempt attempt) {
    Capabilities model = attempt.capabilities();
    if (set.isPresent()) {
      long roomy = (long) set.getAsInt() + thinking;
      return (int) Math.min(roomy, model.maxOutputTokens().orElse(Integer.MAX_VALUE));
    }
    int most = model.maxOutputTokens().orElse(LEAST + thinking);
    if (model.contextTokens().isEmpty()) {
      return most;
    }
    long room = model.contextTokens().getAsInt() - EstimatedTokenCount.of(request).tokens();
    return Math.clamp(room, Math.min(LEAST, most), most);
  }
}
