package org.jackfield.spi;

/** Where a backend tells the operator what it is doing. Thread-safe; never blocks, never throws. */
public interface BackendEvents {
  /** A remark worth one line in the log, such as a model that was loaded. Must hold no secret. */
  void notice(String message);
}
