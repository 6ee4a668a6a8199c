package org.jackfield.spi;

import java.util.Optional;

/**
 * What a probe found: a state, one line about it, and what to do when it is not good. Create it by
 * its factories.
 */
public record Health(State state, String detail, Optional<String> hint) {
  /** Whether a backend can serve. */
  public enum State {
    /** It can. */
    UP,
    /** Not yet: a model is loading or must be pulled first. */
    LOADING,
    /** It cannot. */
    DOWN
  }

  /** It can serve. */
  public static Health up(String detail) {
    return new Health(State.UP, detail, Optional.empty());
  }

  /** It cannot serve yet. */
  public static Health loading(String detail) {
    return new Health(State.LOADING, detail, Optional.empty());
  }

  /** It cannot serve; the hint says what to do. */
  public static Health down(String detail, String hint) {
    return new Health(State.DOWN, detail, Optional.of(hint));
  }

  /** It cannot serve, for the reason of that error. */
  public static Health down(BackendException error) {
    return new Health(State.DOWN, error.message(), error.hint());
  }
}
