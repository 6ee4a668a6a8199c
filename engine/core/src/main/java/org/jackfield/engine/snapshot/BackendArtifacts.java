package org.jackfield.engine.snapshot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.EngineEvent.ArtifactNotice;
import org.jackfield.engine.EngineEvent.ArtifactProgress;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.PullRule;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * The engine's artifact store as one backend sees it: a pull stops the attempt's timer, and is only
 * made when the call's {@link PullRule} allows it. Thread-safe.
 */
final class BackendArtifacts implements Artifacts {
  /** When what the operator has to pull may be here: not at once. */
  private static final Duration UNTIL_PULLED = Duration.ofMinutes(1);

  private final Supplier<ArtifactStore> stores;
  private final String backend;
  private final String configuredModel;
  private final EngineListener listener;
  private final ArtifactStore.Progress progress;

  /** Models of the catalogue whose refusal the operator was told of: each once, clients repeat. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  BackendArtifacts(
      Supplier<ArtifactStore> stores,
      String backend,
      String configuredModel,
      EngineListener listener) {
    this.stores = stores;
    this.backend = backend;
    this.configuredModel = configuredModel;
    this.listener = listener;
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
  public Path locate(ArtifactKind kind, String name, Attempt attempt) {
    return attempt instanceof HostedAttempt hosted
        ? hosted.outsideTimer(() -> locate(kind, name, attempt, hosted.pulls()))
        : locate(kind, name, attempt, PullRule.CONFIGURED);
  }

  private Path locate(ArtifactKind kind, String name, Attempt attempt, PullRule rule) {
    ArtifactStore store = stores.get();
    boolean configured = kind == ArtifactKind.NATIVE || name.equals(configuredModel);
    if (!configured || rule == PullRule.NEVER) {
      admit(store, kind, name, rule);
    }
    return store.locate(kind, name, progress, attempt::cancelled);
  }

  /**
   * Lets a name pass that stands for what is configured, or needs no pull, or may have one. What a
   * request names is a name of the catalogue, and never the path of a file that happens to be
   * there.
   */
  private void admit(ArtifactStore store, ArtifactKind kind, String name, PullRule rule) {
    List<ArtifactStore.Item> known =
        store.list().stream().filter(item -> item.kind() == kind).toList();
    Optional<ArtifactStore.Item> asked =
        known.stream().filter(item -> item.isCalled(name)).findFirst();
    boolean configured =
        kind == ArtifactKind.NATIVE
            || name.equals(configuredModel)
            || asked.filter(item -> item.isCalled(configuredModel)).isPresent();
    boolean here = store.present(kind, name).isPresent();
    boolean serves = here && (configured || asked.isPresent());
    boolean mayPull =
        switch (rule) {
          case REQUEST -> !here; // the store knows best how to tell that there is no such name
          case CONFIGURED -> configured;
          case NEVER -> false;
        };
    if (serves || mayPull) {
      return;
    }
    String remedy =
        asked.map(item -> remedy(item, configured)).orElse("It is not in the catalogue either.");
    asked.filter(item -> told.add(item.name())).ifPresent(item -> tell(item, remedy));
    String message =
        "The " + kind + " '" + name + "' is not available here" + others(kind, known, rule);
    // What is configured is rightly asked for: then the fault is not the caller's.
    throw configured
        ? new BackendException(ErrorCode.UNAVAILABLE, message)
            .withHint(remedy)
            .withRetryAfter(UNTIL_PULLED)
        : new BackendException(ErrorCode.MODEL_NOT_FOUND, message).withHint(remedy);
  }

  private void tell(ArtifactStore.Item asked, String remedy) {
    String what = "A request needs the " + asked.kind() + " " + asked.name();
    listener.on(new ArtifactNotice(backend, what + ", which is not here. " + remedy));
  }

  private static String remedy(ArtifactStore.Item asked, boolean configured) {
    PullRule needed = configured ? PullRule.CONFIGURED : PullRule.REQUEST;
    return "Pull it with: jackfield models pull "
        + asked.name()
        + ". Or let the server pull by request: server.pull: "
        + needed
        + ".";
  }

  /** The models that would have been served, for the end of a sentence. */
  private String others(ArtifactKind kind, List<ArtifactStore.Item> known, PullRule rule) {
    Set<String> names = new LinkedHashSet<>();
    if (kind == ArtifactKind.MODEL && rule != PullRule.NEVER && !configuredModel.isEmpty()) {
      names.add(configuredModel);
    }
    known.stream()
        .filter(item -> item.path().isPresent() && !item.isCalled(configuredModel))
        .forEach(item -> names.add(item.name()));
    return names.isEmpty() ? "." : "; there are: " + String.join(", ", names) + ".";
  }

  @Override
  public Optional<Path> present(ArtifactKind kind, String name) {
    return stores.get().present(kind, name);
  }

  @Override
  public Optional<BackendException> refusal(ArtifactKind kind, String name) {
    return stores.get().refusal(kind, name);
  }
}
