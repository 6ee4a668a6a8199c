package org.jackfield.models;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoOptional;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.EngineRoom;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;

/** Gives the engine the model store by being on the class path. */
public final class ModelsRoom implements EngineRoom {
  /** For {@link java.util.ServiceLoader}. */
  public ModelsRoom() {}

  @Override
  public Module module() {
    return new Binding();
  }

  private static final class Binding extends AbstractModule {
    @ProvidesIntoOptional(ProvidesIntoOptional.Type.ACTUAL)
    @Singleton
    ArtifactStore store(Folders folders, Environment environment) {
      return new ModelStore(folders, environment);
    }
  }
}
