package org.jackfield.wire;

import java.util.OptionalDouble;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;

/**
 * The ranges of a request's numbers, as OpenAI documents them, for backends that have no upstream
 * which would check them: a value beyond its range is a mistake of the caller and is neither
 * clamped nor obeyed.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Create chat
 *     completion</a>
 */
public final class RequestRanges {
  private RequestRanges() {}

  /**
   * Refuses the first number that is out of its range.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} with name, value and range
   */
  public static void check(ChatRequest request) {
    Sampling sampling = request.sampling();
    Penalties penalties = sampling.penalties();
    within("temperature", sampling.temperature(), 0, 2);
    within("top_p", sampling.topP(), 0, 1);
    within("min_p", sampling.minP(), 0, 1);
    within("presence_penalty", penalties.presence(), -2, 2);
    within("frequency_penalty", penalties.frequency(), -2, 2);
    sampling.topK().ifPresent(value -> atLeast("top_k", value, 0));
    request.limits().maxOutputTokens().ifPresent(value -> atLeast("limit of tokens", value, 1));
  }

  private static void within(String name, OptionalDouble value, int min, int max) {
    double number = value.orElse(min);
    if (!(number >= min && number <= max)) {
      throw refusal(name, String.valueOf(number), min + " to " + max + " is possible");
    }
  }

  private static void atLeast(String name, int value, int min) {
    if (value < min) {
      throw refusal(name, String.valueOf(value), min + " is the least");
    }
  }

  private static BackendException refusal(String name, String value, String range) {
    return new BackendException(
        ErrorCode.INVALID_REQUEST, "The request's " + name + " is " + value + "; " + range + ".");
  }
}
