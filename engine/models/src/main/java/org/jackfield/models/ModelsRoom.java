package org.jackfield.models;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
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
    @Override
    protected void configure() {
      Provider<Folders> folders = getProvider(Folders.class);
      Provider<Environment> environment = getProvider(Environment.class);
      OptionalBinder.newOptionalBinder(binder(), ArtifactStore.class)
          .setBinding()
          .toProvider(() -> ModelStore.unread(folders.get(), environment.get()))
          .in(Singleton.class);
    }
  }
}
