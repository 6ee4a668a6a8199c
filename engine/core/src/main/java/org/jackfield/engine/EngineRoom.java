package org.jackfield.engine;

import com.google.inject.Module;

/**
 * A room that adds itself to the engine by being on the class path. Found by {@link
 * java.util.ServiceLoader}. Its module may inject {@link Folders} and {@link Environment}.
 */
public interface EngineRoom {
  /** What the room binds. */
  Module module();
}
