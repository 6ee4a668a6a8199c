package org.jackfield.engine;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;

/**
 * Something that happened in the engine. Every {@code Started} has its {@code Ended}. Events hold
 * no prompt, no answer and no secret.
 */
public sealed interface EngineEvent {
  /**
   * A call came in; it may yet be refused.
   *
   * @param call its id, unique in this process
   * @param model what it asked for
   */
  record CallStarted(long call, String model) implements EngineEvent {}

  /**
   * A call is over.
   *
   * @param call its id
   * @param backend the backend that served; empty when none did
   * @param error what went wrong; empty when it was answered to the end
   * @param elapsed from its start
   */
  record CallEnded(long call, String backend, Optional<ErrorCode> error, Duration elapsed)
      implements EngineEvent {}

  /**
   * An attempt begins: one upstream call of a call.
   *
   * @param call the call's id
   * @param attempt its own id, unique in this process: a call may try a backend more than once
   */
  record AttemptStarted(long call, long attempt, String backend, String model)
      implements EngineEvent {}

  /**
   * An attempt gets its prompt from a template.
   *
   * @param call the call's id
   * @param attempt the attempt's own
   * @param prompt which template, in which variant
   */
  record PromptRendered(long call, long attempt, String backend, String model, UsedPrompt prompt)
      implements EngineEvent {}

  /**
   * An attempt is over.
   *
   * @param call the call's id
   * @param attempt the id it was started with
   * @param outcome what it came to
   */
  record AttemptEnded(long call, long attempt, String backend, String model, Outcome outcome)
      implements EngineEvent {}

  /**
   * What an attempt came to.
   *
   * @param error what went wrong; empty when it was answered to the end
   * @param message the error in words; empty when it served
   * @param upstreamId the provider's own id of a request that failed
   * @param finish why the answer ended
   * @param usage tokens, as far as known; an estimate of those until then when it has no finish
   * @param firstContent from its start to its first content; empty when none came
   * @param elapsed from its start to its end
   */
  record Outcome(
      Optional<ErrorCode> error,
      String message,
      Optional<String> upstreamId,
      Optional<FinishReason> finish,
      Usage usage,
      Optional<Duration> firstContent,
      Duration elapsed) {}

  /**
   * An attempt's answer is not in the format that was asked for; the attempt has failed with it.
   *
   * @param call the call's id
   * @param attempt the attempt's own
   */
  record AnswerUnfit(long call, long attempt, String backend, String model)
      implements EngineEvent {}

  /**
   * A backend that was asked to mend such an answer did.
   *
   * @param call the call's id
   */
  record AnswerMended(long call, String backend, String model) implements EngineEvent {}

  /**
   * A call leaves a backend for the next one.
   *
   * @param from the backend that failed
   * @param to the backend that is tried next
   * @param message why, in words
   * @param hint what the user can do about it
   */
  record FellBack(long call, String from, String to, String message, Optional<String> hint)
      implements EngineEvent {}

  /**
   * A backend is left alone from now on because it failed, or is asked again.
   *
   * @param backend its name
   * @param open whether it is left alone
   * @param message the failure that was too much; empty when it is asked again
   */
  record CircuitTurned(String backend, boolean open, String message) implements EngineEvent {}

  /**
   * A backend says what it is doing: worth a look while one waits, and a line in a log.
   *
   * @param source the backend's name
   */
  record Notice(String source, String message) implements EngineEvent {}

  /**
   * Something about a model or native file that a person has to see, such as a damaged one that is
   * fetched again.
   *
   * @param source the backend that wants it
   */
  record ArtifactNotice(String source, String message) implements EngineEvent {}

  /**
   * A model or native file is being fetched.
   *
   * @param name its name
   * @param doneBytes how much is here
   * @param totalBytes how much there will be; 0 when unknown
   */
  record ArtifactProgress(String name, long doneBytes, long totalBytes) implements EngineEvent {}

  /**
   * The files are read to be put in force.
   *
   * @param source who or what asked for it
   */
  record ReloadStarted(String source) implements EngineEvent {}

  /**
   * A reload is over.
   *
   * @param source who or what asked for it
   * @param generation the configuration in force now
   * @param plan what was changed; empty when the reload was refused
   * @param error every reason why it was refused; empty when it was not
   */
  record ReloadEnded(
      String source, long generation, Optional<ReloadPlan> plan, Optional<String> error)
      implements EngineEvent {}

  /**
   * A backend is at something that a user waits for; worth a line that goes away again.
   *
   * @param backend its name
   * @param doing what goes on, in a few words
   * @param unit what is counted
   * @param done how many of them are behind
   * @param total how many there are
   */
  record BackendProgress(String backend, String doing, String unit, long done, long total)
      implements EngineEvent {}

  /**
   * A new configuration serves from now on.
   *
   * @param generation its number, from 1
   */
  record SnapshotApplied(long generation) implements EngineEvent {}
}
