package org.jackfield.engine;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.chat.ChatStream;

/**
 * An answer that has begun: its backend is settled, its first content is there or on its way. One
 * reader; {@link #close} from any thread cancels what is left. {@link #next} throws {@link
 * EngineException}; after an error or the finish there is nothing more.
 */
public interface ReplyStream extends ChatStream {
  /** The name of the backend that answers. */
  String backend();

  /** The model that was asked for, or the one that the upstream named. */
  String model();

  /**
   * Who wrote the answer, for a conversation that goes on with it: {@code TYPE:MODEL} of the
   * backend, the model as it was asked for.
   */
  String origin();

  /** The generation of the configuration that serves this call. */
  long generation();

  /** What was tried, in order; the last one serves. */
  List<AttemptReport> attempts();

  /** The prompt template that the answering backend was given, when the call named one. */
  Optional<UsedPrompt> prompt();

  /**
   * How the answer is held to the JSON that was asked for; empty when it was not, and as soon as
   * the answer is known to be another one: cut, refused, filtered, or a call of tools. An answer
   * that breaks the format ends with an error in place of its finish.
   */
  Optional<Structured> structured();

  /** What of the request could not be carried over. */
  List<String> notes();

  /**
   * Backends of the route that cannot serve as they are configured, each with its reason; for the
   * operator, since a reason may name files and variables.
   */
  List<String> leftOut();
}
