package org.jackfield.engine.plugin;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendEvents;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.http.HttpTransport;

/** A context and attempts for backends that need nothing; notices go to a consumer. */
record TestingContext(String name, Consumer<String> notices) implements BackendContext {
  static TestingContext named(String name) {
    return new TestingContext(name, notice -> {});
  }

  @Override
  public Settings settings() {
    return Settings.of(Map.of());
  }

  @Override
  public HttpTransport http() {
    return (call, attempt) -> {
      throw new BackendException(ErrorCode.UNAVAILABLE, "No network here.");
    };
  }

  @Override
  public Artifacts artifacts() {
    return new Artifacts() {
      @Override
      public Path locate(ArtifactKind kind, String name, Attempt attempt) {
        throw new BackendException(ErrorCode.MODEL_NOT_FOUND, "No files here.");
      }

      @Override
      public Optional<Path> present(ArtifactKind kind, String name) {
        return Optional.empty();
      }

      @Override
      public Optional<BackendException> refusal(ArtifactKind kind, String name) {
        return Optional.of(new BackendException(ErrorCode.MODEL_NOT_FOUND, "No files here."));
      }
    };
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public BackendEvents events() {
    return notices::accept;
  }

  /** An attempt without an end, which keeps its notes. */
  static Attempt attempt() {
    List<String> notes = new CopyOnWriteArrayList<>();
    return new Attempt() {
      @Override
      public Deadline deadline() {
        return Deadline.NONE;
      }

      @Override
      public boolean cancelled() {
        return false;
      }

      @Override
      public void onCancel(Runnable action) {}

      @Override
      public void note(String remark) {
        notes.add(remark);
      }
    };
  }
}
