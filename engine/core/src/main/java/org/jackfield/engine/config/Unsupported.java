package org.jackfield.engine.config;

/** What becomes of a call that asks for what the model of a backend cannot do. */
public enum Unsupported {
  /** Others of the route serve it; it is refused only when none can. */
  ROUTE,
  /** It is refused when the first usable backend of the route cannot. */
  REFUSE,
  /**
   * Sampling parameters and the wish to think are left out for that model, with a note; for all
   * else it is routed.
   */
  OMIT
}
