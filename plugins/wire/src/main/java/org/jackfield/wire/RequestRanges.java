package org.jackfield.wire;

import java.util.OptionalDouble;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Penalties;

/**
 * The ranges of a request's numbers, as OpenAI documents them, for backends that have no upstream
 * which would check them: a value beyond its range is a mistake of the caller and is neither
 * clamped nor obeyed. What no backend could obey, the request itself refuses.
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
    Penalties penalties = request.sampling().penalties();
    within("temperature", request.sampling().temperature(), 0, 2);
    within("presence_penalty", penalties.presence(), -2, 2);
    within("frequency_penalty", penalties.frequency(), -2, 2);
    if (request.limits().maxOutputTokens().orElse(1) < 1) {
      throw BackendException.invalid("max_output_tokens", 0, "1 or more");
    }
  }

  private static void within(String name, OptionalDouble value, int min, int max) {
    double number = value.orElse(min);
    if (!(number >= min && number <= max)) {
      throw BackendException.invalid(name, number, "from " + min + " to " + max);
    }
  }
}
