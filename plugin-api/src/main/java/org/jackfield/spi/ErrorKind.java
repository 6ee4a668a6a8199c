package org.jackfield.spi;

/** Whose doing an error is. */
public enum ErrorKind {
  /** The caller's: the same request will fail again. */
  CALLER,
  /** Nobody's: too much at once. */
  CAPACITY,
  /** The backend's or its upstream's. */
  BACKEND,
  /** The engine's own. */
  ENGINE
}
