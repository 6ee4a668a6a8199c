package org.jackfield.openaiwire;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;

/**
 * The path beside its API by which a server says whether it is well, without a key and without
 * cost. Thread-safe.
 */
public final class HealthRoute {
  private final OpenAiCalls calls;
  private final String path;

  /** The health by these calls, at that path beside the API. */
  public HealthRoute(OpenAiCalls calls, String path) {
    this.calls = calls;
    this.path = path;
  }

  /**
   * Returns when the server is well, or does not say: a proxy may let nothing but the API through.
   *
   * @throws BackendException when it is not, or cannot be reached
   */
  public void check(Attempt attempt) {
    try {
      calls.accepted(calls.endpoint().beside().get(path), attempt);
    } catch (BackendException error) {
      int status = error.upstreamStatus().orElse(0);
      boolean hidden = status == 401 || status == 403 || status == 404 || status == 405;
      if (!hidden) {
        throw error;
      }
    }
  }
}
