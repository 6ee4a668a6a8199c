package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * The error map of a plugin: how its server is named, what its refusals mean, and what a person can
 * do about them. Everything else about an error (status, waiting time, request id, masking) is done
 * by {@link Upstream}. Immutable; thread-safe.
 */
public interface ErrorMap {
  /**
   * What a refusal means.
   *
   * @param text the server's own text, as it came; empty when it gave none
   */
  record Refusal(ErrorCode code, String text) {}

  /**
   * Who answers, as errors name it, such as {@code "Backend 'openai' (gpt-5-mini)"}.
   *
   * @param model the model that the call is about; empty when it is about none
   */
  String subject(String model);

  /** What a response of that status, which is no success, means by its body. */
  Refusal refusal(int status, byte[] body);

  /**
   * The error with what to do about it, or said in the words that users of this server know.
   *
   * @param error a refusal, a server that cannot be reached, or an answer that breaks the protocol;
   *     a hint that it has already is the transport's, to be kept where the map knows none better
   * @param model as in {@link #subject}
   */
  BackendException explained(BackendException error, String model);
}
