package org.jackfield.engine;

/**
 * Is told what happens in the engine. Called on the threads that do the work: must be thread-safe
 * and fast, must not block; what it throws is logged and ignored.
 */
@FunctionalInterface
public interface EngineListener {
  /** Something happened. */
  void on(EngineEvent event);
}
