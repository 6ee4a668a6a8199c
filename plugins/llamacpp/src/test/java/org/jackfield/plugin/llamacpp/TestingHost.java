package org.jackfield.plugin.llamacpp;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendEvents;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.TestingContext;

/**
 * A host that notes the progress it is told of, and whose catalogue has files that are not here
 * yet, as the model store has them: pulled when asked for, unless nobody waits any more.
 */
final class TestingHost implements BackendContext, Artifacts {
  private final TestingContext host;
  private final Map<String, Path> remote;
  private final Map<String, Path> here = new ConcurrentHashMap<>();
  private final List<String> pulls = new CopyOnWriteArrayList<>();
  private final List<String> progress = new CopyOnWriteArrayList<>();

  TestingHost(TestingContext host, Map<String, Path> remote) {
    this.host = host;
    this.remote = remote;
  }

  /** The progress that was told, in order. */
  List<String> progress() {
    return progress;
  }

  /** What was pulled, in order. */
  List<String> pulls() {
    return pulls;
  }

  @Override
  public Path locate(ArtifactKind kind, String name, Attempt attempt) {
    if (!remote.containsKey(name)) {
      return host.artifacts().locate(kind, name, attempt);
    }
    if (attempt.cancelled()) {
      throw new BackendException(ErrorCode.CANCELLED, "The pull was stopped.");
    }
    return here.computeIfAbsent(
        name,
        _ -> {
          pulls.add(name);
          return remote.get(name);
        });
  }

  @Override
  public Optional<Path> present(ArtifactKind kind, String name) {
    return Optional.ofNullable(here.get(name)).or(() -> host.artifacts().present(kind, name));
  }

  @Override
  public Optional<BackendException> refusal(ArtifactKind kind, String name) {
    return remote.containsKey(name) ? Optional.empty() : host.artifacts().refusal(kind, name);
  }

  @Override
  public Artifacts artifacts() {
    return this;
  }

  @Override
  public String name() {
    return host.name();
  }

  @Override
  public Settings settings() {
    return host.settings();
  }

  @Override
  public HttpTransport http() {
    return host.http();
  }

  @Override
  public InstantSource clock() {
    return host.clock();
  }

  @Override
  public BackendEvents events() {
    return new BackendEvents() {
      @Override
      public void notice(String message) {
        host.events().notice(message);
      }

      @Override
      public void progress(String doing, String unit, long done, long total) {
        progress.add("%s: %d of %d %s".formatted(doing, done, total, unit));
      }
    };
  }
}
