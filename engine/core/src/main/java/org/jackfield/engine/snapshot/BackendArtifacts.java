package org.jackfield.engine.snapshot;

import java.nio.file.Path;
import java.util.Optional;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.EngineEvent.ArtifactNotice;
import org.jackfield.engine.EngineEvent.ArtifactProgress;
import org.jackfield.engine.EngineListener;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;

/** The engine's artifact store as one backend sees it: pulling stops the attempt's timer. */
final class BackendArtifacts implements Artifacts {
  private final ArtifactStore store;
  private final ArtifactStore.Progress progress;

  BackendArtifacts(ArtifactStore store, String backend, EngineListener listener) {
    this.store = store;
    this.progress =
        new ArtifactStore.Progress() {
          @Override
          public void bytes(String name, long done, long total) {
            listener.on(new ArtifactProgress(name, done, total));
          }

          @Override
          public void notice(String message) {
            listener.on(new ArtifactNotice(backend, message));
          }
        };
  }

  @Override
  public Path locate(String name, Attempt attempt) {
    return attempt instanceof TimedAttempt timed
        ? timed.outsideTimer(() -> store.locate(name, progress, attempt::cancelled))
        : store.locate(name, progress, attempt::cancelled);
  }

  @Override
  public Optional<Path> present(String name) {
    return store.present(name);
  }

  @Override
  public Optional<BackendException> refusal(String name) {
    return store.refusal(name);
  }
}
