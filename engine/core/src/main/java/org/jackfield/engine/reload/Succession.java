package org.jackfield.engine.reload;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.EngineEvent.SnapshotApplied;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Generation;
import org.jackfield.engine.ReloadReport;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.BackendServices;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.snapshot.InForce;
import org.jackfield.engine.snapshot.LiveArtifacts;
import org.jackfield.engine.snapshot.Preloads;
import org.jackfield.engine.snapshot.SnapshotBuilder;
import org.jackfield.engine.snapshot.Snapshots;

/**
 * The succession of generations: builds what a candidate needs beside what is in force, asks
 * whether it may take its place, exchanges one reference, and lets what is left behind drain.
 * Whatever fails before the exchange leaves everything as it was. Used by one thread at a time.
 */
final class Succession implements AutoCloseable {
  private final Snapshots snapshots;
  private final SnapshotBuilder builder;
  private final EngineListener listener;
  private final InstantSource clock;
  private final History history = new History();
  private long generations;

  Succession(
      Snapshots snapshots, BackendServices services, EngineListener listener, InstantSource clock) {
    this.snapshots = snapshots;
    this.builder = new SnapshotBuilder(services);
    this.listener = listener;
    this.clock = clock;
  }

  /** The last generations; thread-safe. */
  History history() {
    return history;
  }

  /**
   * Puts a candidate in force; blocks until it serves.
   *
   * @param givenUp polled while models are loaded
   * @throws ConfigException with everything that stands against it; then nothing has changed
   */
  ReloadReport put(String source, Candidate candidate, BooleanSupplier givenUp) {
    Optional<InForce> before = snapshots.find();
    if (before.isPresent() && candidate.plan().isEmpty()) {
      return sameAgain(candidate, before.get());
    }
    long generation = generations + 1;
    LiveArtifacts artifacts = live(candidate);
    EngineSnapshot next = builder.build(generation, candidate.draft(), artifacts);
    List<String> later =
        before.map(old -> checked(candidate, next, old, givenUp)).orElse(List.of());
    generations = generation;
    InForce now = candidate.take(next);
    snapshots.put(now);
    artifacts.serves();
    history.add(
        new History.Entry(
            new Generation(generation, clock.instant(), source, candidate.plan()),
            candidate.contents(),
            now.plugins().keep()));
    before.ifPresent(
        old -> {
          old.plugins().close();
          Drain.start(old.snapshot().retireFor(next), candidate.config().reload().drain());
        });
    later.forEach(name -> next.backend(name).ifPresent(this::loadLater));
    listener.on(new SnapshotApplied(generation));
    return new ReloadReport(generation, candidate.plan());
  }

  /**
   * Lets plugins look at their settings, and changes nothing.
   *
   * @throws ConfigException with every backend whose plugin refuses its settings
   */
  void tryOut(Candidate candidate) {
    builder.build(generations, candidate.draft(), live(candidate)).retire();
  }

  /** Only where things stand in the files, and warnings, may differ. */
  private ReloadReport sameAgain(Candidate candidate, InForce old) {
    snapshots.put(candidate.take(old.snapshot()));
    old.plugins().close();
    return new ReloadReport(old.snapshot().generation(), candidate.plan());
  }

  /** Retires the new snapshot when it may not take the old one's place. */
  private List<String> checked(
      Candidate candidate, EngineSnapshot next, InForce old, BooleanSupplier givenUp) {
    try {
      List<String> later = new SwapCheck(candidate, next, old.snapshot(), listener).run(givenUp);
      later.forEach(name -> next.serveAfter(name, old.snapshot()));
      return later;
    } catch (RuntimeException | Error e) {
      next.retire();
      throw e;
    }
  }

  private void loadLater(BackendHandle backend) {
    Preloads.afterPredecessor(
        backend,
        failure ->
            listener.on(
                new Notice(
                    backend.name(), "The new model could not be loaded: " + failure.message())));
  }

  private LiveArtifacts live(Candidate candidate) {
    return new LiveArtifacts(candidate.draft().artifacts(), snapshots::artifacts);
  }

  /** Retires what is in force; calls that pinned it run to their end. */
  @Override
  public void close() {
    history.close();
    snapshots
        .put(null)
        .ifPresent(
            last -> {
              last.snapshot().retire();
              last.plugins().close();
            });
  }
}
