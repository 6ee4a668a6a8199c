package org.jackfield.engine.call;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.Plan;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.prompt.BoundPrompt;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.structured.AnswerFormat;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;

/**
 * A call on its way: what was asked, and everything it pinned on admission. Immutable but for its
 * cancellation.
 *
 * @param id unique in this process
 * @param request what was asked, the profile's defaults filled in
 * @param options what the caller wants beside it
 * @param prompt the prompt template it begins with, its variables filled in
 * @param format what the answer must look like, when not any text will do
 * @param snapshot the configuration that serves it to its end
 * @param plan which backends may serve it
 * @param limits how long and how often
 * @param startNanos when it was admitted, in {@link System#nanoTime}
 */
public record Call(
    long id,
    ChatRequest request,
    CallOptions options,
    Optional<CallPrompt> prompt,
    Optional<AnswerFormat> format,
    EngineSnapshot snapshot,
    Plan plan,
    CallLimits limits,
    long startNanos) {

  /**
   * A prompt template that the request begins with.
   *
   * @param bound the template with its values
   * @param system the profile's instructions, for when neither call nor template has any
   */
  public record CallPrompt(BoundPrompt bound, Optional<String> system) {}

  /**
   * How long and how often.
   *
   * @param deadline for the whole call with all its attempts
   * @param attempts upstream calls at most
   * @param fallbackOn codes that move on to the next backend beside those that always do
   * @param cancellation ends it from outside
   */
  public record CallLimits(
      Deadline deadline, int attempts, Set<ErrorCode> fallbackOn, Cancellation cancellation) {
    /** No answer goes on for ever, however regularly it says something. */
    private static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);

    private static final int DEFAULT_ATTEMPTS = 8;

    /** Copies its set. */
    public CallLimits {
      fallbackOn = Set.copyOf(fallbackOn);
    }

    /** Those from now on: the call's own, else its profile's, else those of all calls. */
    static CallLimits of(CallOptions options, Optional<ProfileConfig> profile) {
      return new CallLimits(
          Deadline.in(
              options
                  .deadline()
                  .or(() -> profile.flatMap(named -> named.limits().deadline()))
                  .orElse(DEFAULT_DEADLINE)),
          profile
              .map(named -> named.limits().attempts().orElse(DEFAULT_ATTEMPTS))
              .orElse(DEFAULT_ATTEMPTS),
          profile.map(ProfileConfig::fallbackOn).orElse(Set.of()),
          options.cancellation().orElseGet(Cancellation::new));
    }
  }
}
