package org.jackfield.engine;

import java.util.List;

/** Tells several listeners; one that throws is logged and the others are told all the same. */
final class Listeners implements EngineListener {
  private final List<EngineListener> listeners;

  Listeners(List<EngineListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void on(EngineEvent event) {
    for (EngineListener listener : listeners) {
      try {
        listener.on(event);
      } catch (Throwable e) { // an error, too, must not pass for one of the engine's own
        System.getLogger(Listeners.class.getName())
            .log(System.Logger.Level.WARNING, "A listener failed on " + event, e);
      }
    }
  }
}
