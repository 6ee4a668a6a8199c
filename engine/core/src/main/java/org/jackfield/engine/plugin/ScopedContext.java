package org.jackfield.engine.plugin;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendEvents;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Settings;
import org.jackfield.spi.http.HttpTransport;

/**
 * The engine's services behind the border of {@link PluginScope}, crossed the other way: what they
 * start, such as threads that look after connections, outlives the call and must not be the
 * plugin's. Thread-safe.
 */
final class ScopedContext implements BackendContext {
  private final BackendContext context;
  private final HttpTransport http;
  private final Artifacts artifacts;

  ScopedContext(BackendContext context, PluginScope scope) {
    this.context = context;
    HttpTransport transport = context.http();
    this.http = (call, attempt) -> scope.outside(() -> transport.send(call, attempt));
    this.artifacts = new ScopedArtifacts(context.artifacts(), scope);
  }

  @Override
  public String name() {
    return context.name();
  }

  @Override
  public Settings settings() {
    return context.settings();
  }

  @Override
  public HttpTransport http() {
    return http;
  }

  @Override
  public Artifacts artifacts() {
    return artifacts;
  }

  @Override
  public InstantSource clock() {
    return context.clock();
  }

  @Override
  public BackendEvents events() {
    return context.events();
  }

  private record ScopedArtifacts(Artifacts artifacts, PluginScope scope) implements Artifacts {
    @Override
    public Path locate(ArtifactKind kind, String name, Attempt attempt) {
      return scope.outside(() -> artifacts.locate(kind, name, attempt));
    }

    @Override
    public Optional<Path> present(ArtifactKind kind, String name) {
      return scope.outside(() -> artifacts.present(kind, name));
    }

    @Override
    public Optional<BackendException> refusal(ArtifactKind kind, String name) {
      return scope.outside(() -> artifacts.refusal(kind, name));
    }
  }
}
