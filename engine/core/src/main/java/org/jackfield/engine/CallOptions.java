package org.jackfield.engine;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.spi.DataLocation;

/**
 * What a call wants beside its request. Immutable; begin with {@link #NONE}.
 *
 * <p>A request's model may itself name a profile, a backend or {@code backend:model}; what is named
 * here wins over it.
 *
 * @param profile the profile to take, when not the default one
 * @param backend the one backend to use, with no fallback
 * @param deadline the time for the whole call with all its attempts
 * @param data the farthest place its data may go, on top of the profile's own limit
 * @param cancellation what ends the call from outside
 * @param pulls what it may have pulled that is not here yet
 * @param prompt the prompt template that the call begins with
 */
public record CallOptions(
    Optional<String> profile,
    Optional<String> backend,
    Optional<Duration> deadline,
    Optional<DataLocation> data,
    Optional<Cancellation> cancellation,
    PullRule pulls,
    Optional<PromptRequest> prompt) {

  /** The default profile, its deadline, its data rule; may have pulled what it names. */
  public static final CallOptions NONE =
      new CallOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          PullRule.REQUEST,
          Optional.empty());

  /** The same with that profile. */
  public CallOptions withProfile(String name) {
    return new CallOptions(Optional.of(name), backend, deadline, data, cancellation, pulls, prompt);
  }

  /** The same with that backend alone. */
  public CallOptions withBackend(String name) {
    return new CallOptions(profile, Optional.of(name), deadline, data, cancellation, pulls, prompt);
  }

  /** The same with that time for the whole call. */
  public CallOptions withDeadline(Duration time) {
    return new CallOptions(profile, backend, Optional.of(time), data, cancellation, pulls, prompt);
  }

  /** The same with data going no farther than that. */
  public CallOptions withData(DataLocation limit) {
    return new CallOptions(
        profile, backend, deadline, Optional.of(limit), cancellation, pulls, prompt);
  }

  /** The same, ended from outside by that. */
  public CallOptions withCancellation(Cancellation cancellation) {
    return new CallOptions(
        profile, backend, deadline, data, Optional.of(cancellation), pulls, prompt);
  }

  /** The same, with nothing pulled but what that rule allows: for callers who are not trusted. */
  public CallOptions withPulls(PullRule rule) {
    return new CallOptions(profile, backend, deadline, data, cancellation, rule, prompt);
  }

  /**
   * The same beginning with that prompt template. It is rendered for the model that answers, and
   * stands ahead of the request's own messages, of which there need not be any.
   */
  public CallOptions withPrompt(PromptRequest prompt) {
    return new CallOptions(
        profile, backend, deadline, data, cancellation, pulls, Optional.of(prompt));
  }
}
