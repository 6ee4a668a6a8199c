package org.jackfield.engine.snapshot;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.EngineEvent.BackendProgress;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.EngineListener;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendEvents;
import org.jackfield.spi.Settings;
import org.jackfield.spi.http.HttpTransport;

/**
 * What the engine gives to backends.
 *
 * @param http pooled HTTP
 * @param listener is told what backends say
 */
public record BackendServices(HttpTransport http, EngineListener listener) {

  /**
   * The context of one backend.
   *
   * @param model that it is configured for; empty for none
   * @param artifacts model and native files
   */
  BackendContext context(
      String name, String model, Settings settings, Supplier<ArtifactStore> artifacts) {
    return new Context(
        name,
        settings,
        http,
        new BackendArtifacts(artifacts, name, model, listener),
        InstantSource.system(),
        new Events(name, listener));
  }

  private record Events(String backend, EngineListener listener) implements BackendEvents {
    @Override
    public void notice(String message) {
      listener.on(new Notice(backend, message));
    }

    @Override
    public void progress(String doing, String unit, long done, long total) {
      listener.on(new BackendProgress(backend, doing, unit, done, total));
    }
  }

  private record Context(
      String name,
      Settings settings,
      HttpTransport http,
      Artifacts artifacts,
      InstantSource clock,
      BackendEvents events)
      implements BackendContext {}
}
