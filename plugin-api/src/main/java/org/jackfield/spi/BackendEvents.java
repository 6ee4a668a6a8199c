package org.jackfield.spi;

/** Where a backend tells the operator what it is doing. Thread-safe; never blocks, never throws. */
public interface BackendEvents {
  /** A remark worth one line in the log, such as a model that was loaded. Must hold no secret. */
  void notice(String message);

  /**
   * How far something is that a user waits for, such as a long prompt being read. Shown for the
   * moment and kept nowhere; a host may pass over it.
   *
   * @param doing what goes on, in a few words: {@code reading the prompt}
   * @param unit what is counted: {@code tokens}
   * @param done how many of them are behind
   * @param total how many there are
   */
  default void progress(String doing, String unit, long done, long total) {}
}
