package org.jackfield.engine.reload;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.ConfigState;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.EngineEvent.ReloadStarted;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Generation;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.ReloadReport;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.config.SettingsChange;
import org.jackfield.engine.plugin.PluginHost;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.snapshot.BackendServices;
import org.jackfield.engine.snapshot.ConfigFiles;
import org.jackfield.engine.snapshot.InForce;
import org.jackfield.engine.snapshot.Snapshots;
import org.jackfield.spi.ErrorCode;

/**
 * The owner of every change of the configuration in force. A reload reads all files as one
 * consistent set, checks them together, builds what changed beside what is in force, asks whether
 * it is there, and exchanges one reference; whatever fails before that leaves everything as it was.
 * Reloads come one after the other; everything that is only read takes no lock.
 */
public final class Reloads implements AutoCloseable {
  private final PluginHost host;
  private final ConfigFiles files;
  private final ConfigReading reading;
  private final Snapshots snapshots;
  private final Succession succession;
  private final EngineListener listener;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger wanted = new AtomicInteger();
  private volatile Standing standing = new Standing(OptionalLong.empty(), Optional.empty());

  /**
   * How what is in force stands to the files.
   *
   * @param pinned the generation that was rolled back to
   * @param stale why the files could not be put in force
   */
  private record Standing(OptionalLong pinned, Optional<ConfigState.Failure> stale) {}

  /** An owner of nothing yet; {@link #open} makes the first generation. */
  public Reloads(
      PluginHost host,
      ConfigFiles files,
      Environment environment,
      Snapshots snapshots,
      ArtifactStore artifacts,
      BackendServices services,
      EngineListener listener) {
    this.host = host;
    this.files = files;
    this.reading = new ConfigReading(files, artifacts, environment);
    this.snapshots = snapshots;
    this.listener = listener;
    this.clock = InstantSource.system();
    this.succession = new Succession(snapshots, services, listener, clock);
  }

  /**
   * Reads everything and puts it in force for the first time.
   *
   * @throws ConfigException that lists every problem
   */
  public void open() {
    reload("start");
  }

  /**
   * What a reload would do now; changes nothing.
   *
   * @throws ConfigException that lists every problem
   */
  public ReloadPlan plan() {
    try (Candidate candidate = candidate(reading.peek())) {
      return candidate.plan();
    }
  }

  /**
   * Puts what the files say in force, and lets them rule again after a rollback. Blocks until the
   * new configuration serves; running answers go on.
   *
   * @param source who or what asks, for the history
   * @throws ConfigException that lists every problem; then what was in force goes on
   */
  public ReloadReport reload(String source) {
    return alone(() -> reloadHere(source, reading::read));
  }

  private ReloadReport reloadHere(String source, Supplier<Contents> contents) {
    FileMarks before = reading.marks();
    return transaction(
        source,
        () -> candidate(contents.get()),
        refused -> {
          OptionalLong pin = refused.isEmpty() ? OptionalLong.empty() : standing.pinned;
          standing = new Standing(pin, refused);
          if (pin.isPresent()) {
            reading.seen(before); // they still wait
          }
        });
  }

  /**
   * Puts an earlier generation's files and plugins in force, and keeps them until {@link #reload}
   * is called.
   *
   * @param number its number; empty for the one before what is in force
   * @throws EngineException {@link ErrorCode#INVALID_REQUEST} when it is not remembered
   * @throws ConfigException when it cannot serve any more; then nothing has changed
   */
  public ReloadReport rollback(OptionalLong number) {
    return alone(
        () -> {
          long generation = number.orElse(snapshots.current().generation() - 1);
          History.Entry entry =
              succession.history().find(generation).orElseThrow(() -> notRemembered(generation));
          return transaction(
              "rollback to " + generation,
              () -> candidate(entry),
              refused -> {
                if (refused.isEmpty()) {
                  standing = new Standing(OptionalLong.of(generation), Optional.empty());
                }
              });
        });
  }

  /**
   * Changes settings: puts them in force, and then writes them into the overlay file, in one
   * transaction with the other files as they are now.
   *
   * @param source who or what asks, for the history
   * @throws EngineException when a generation is pinned, or the file cannot be written
   * @throws ConfigException that lists every problem; then nothing has changed
   */
  public ReloadReport change(String source, SettingsChange change) {
    return alone(
        () ->
            edited(
                change,
                text ->
                    transaction(
                        source,
                        () -> edited(text),
                        refused -> {
                          if (refused.isEmpty()) {
                            standing = new Standing(OptionalLong.empty(), refused);
                          }
                        })));
  }

  /**
   * Writes settings into the overlay file once they are found to be right; what is in force stays.
   *
   * @return what they would change
   * @throws EngineException when the file cannot be written
   * @throws ConfigException that lists every problem; then nothing has changed
   */
  public ReloadPlan save(SettingsChange change) {
    return alone(
        () ->
            edited(
                change,
                text -> {
                  try (Candidate candidate = edited(text)) {
                    succession.tryOut(candidate);
                    return candidate.plan();
                  }
                }));
  }

  private <T> T edited(SettingsChange change, Function<String, T> accepted) {
    if (standing.pinned.isPresent()) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST,
          "Generation "
              + standing.pinned.getAsLong()
              + " is pinned by a rollback; settings change again after 'jackfield config apply'.");
    }
    try (OverlayFile file = OverlayFile.take(files.overlay())) {
      InForce now = snapshots.find().orElseThrow();
      String text =
          reading.overlayWith(change, Candidate.installed(now.plugins(), Optional.empty()));
      file.prepare(text);
      T result = accepted.apply(text);
      file.commit();
      reading.seenOverlay();
      return result;
    }
  }

  /**
   * What the files come to with that overlay. What a file may say in vain, with a warning, is a
   * mistake of whoever says it just now.
   */
  private Candidate edited(String overlay) {
    Candidate candidate = candidate(reading.peek(overlay));
    List<ConfigProblem> stray = stray(candidate);
    if (!stray.isEmpty()) {
      candidate.close();
      throw new ConfigException(stray);
    }
    return candidate;
  }

  private List<ConfigProblem> stray(Candidate candidate) {
    List<String> known = overlayWarnings(snapshots.config()).map(Reloads::words).toList();
    return overlayWarnings(candidate.config())
        .filter(warning -> !known.contains(words(warning)))
        .toList();
  }

  private Stream<ConfigProblem> overlayWarnings(EngineConfig config) {
    return config.sources().warnings().stream()
        .filter(warning -> warning.file().equals(files.overlay().toString()));
  }

  private static String words(ConfigProblem problem) {
    return problem.path() + problem.message();
  }

  /** Whether changes of the files are to be put in force by themselves now. */
  boolean watching() {
    return standing.pinned.isEmpty()
        && snapshots.find().map(now -> now.config().reload().watch()).orElse(false);
  }

  /** How the files look. */
  ConfigReading reading() {
    return reading;
  }

  /** The files changed: puts them in force, unless a rollback came first. */
  void filesChanged(FileMarks now) {
    alone(
        () -> {
          SortedSet<Path> changed = reading.changed(now);
          return changed.isEmpty() || !watching()
              ? Optional.empty()
              : Optional.of(reloadHere("change of " + shown(changed), reading::read));
        });
  }

  /**
   * The files change without a rest: puts them in force if they are sound. If they are not, one of
   * them may have been read half-written: that is no fault yet, and nobody is told.
   *
   * @return whether there is nothing more to do
   */
  boolean filesKeepChanging(FileMarks now) {
    return alone(
        () -> {
          SortedSet<Path> changed = reading.changed(now);
          if (changed.isEmpty() || !watching()) {
            return true;
          }
          FileMarks before = reading.marks();
          Contents sound;
          try {
            sound = reading.read();
            candidate(sound).close();
          } catch (ConfigException e) {
            reading.seen(before);
            return false;
          }
          reloadHere("change of " + shown(changed), () -> sound);
          return true;
        });
  }

  private static String shown(SortedSet<Path> files) {
    String first = String.valueOf(files.first().getFileName());
    return files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more";
  }

  private EngineException notRemembered(long number) {
    List<Long> known = history().stream().map(Generation::number).toList();
    return new EngineException(
        ErrorCode.INVALID_REQUEST,
        "There is no generation " + number + " to go back to; remembered are " + known + ".");
  }

  /** One after the other; who waits has the one before give up what takes long. */
  private <T> T alone(Supplier<T> action) {
    wanted.incrementAndGet();
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
      wanted.decrementAndGet();
    }
  }

  /** Whether there is something newer than the transaction that runs. */
  private boolean superseded() {
    return wanted.get() > 1 || (watching() && !reading.changed(reading.look()).isEmpty());
  }

  /** Everything that a listener may ask about is settled before it hears of the end. */
  private ReloadReport transaction(
      String source, Supplier<Candidate> made, Consumer<Optional<ConfigState.Failure>> settle) {
    listener.on(new ReloadStarted(source));
    try (Candidate candidate = made.get()) {
      ReloadReport report = succession.put(source, candidate, this::superseded);
      settle.accept(Optional.empty());
      listener.on(
          new ReloadEnded(
              source, report.generation(), Optional.of(report.plan()), Optional.empty()));
      return report;
    } catch (RuntimeException | Error e) {
      String message = String.valueOf(e.getMessage());
      settle.accept(Optional.of(new ConfigState.Failure(clock.instant(), message)));
      long before = snapshots.find().map(now -> now.snapshot().generation()).orElse(0L);
      listener.on(new ReloadEnded(source, before, Optional.empty(), Optional.of(message)));
      throw e;
    }
  }

  private Candidate candidate(Contents contents) {
    List<Path> folders = new ArrayList<>(files.plugins());
    folders.addAll(contents.config().pluginFolders());
    PluginRegistry plugins = host.load(folders, contents.config().pluginRules());
    return Candidate.of(contents, plugins, snapshots.find());
  }

  private Candidate candidate(History.Entry earlier) {
    Contents contents = earlier.contents();
    PluginRegistry plugins = host.load(earlier.plugins(), contents.config().pluginRules());
    return Candidate.of(contents, plugins, snapshots.find());
  }

  /** How the configuration in force stands to the files. */
  public ConfigState state() {
    Standing now = standing;
    boolean newer = !watching() && !reading.changed(reading.look()).isEmpty();
    return new ConfigState(snapshots.current().generation(), now.pinned, newer, now.stale);
  }

  /** The last generations, the newest first. */
  public List<Generation> history() {
    return succession.history().generations();
  }

  /** Retires the snapshot in force; calls that pinned it run to their end. */
  @Override
  public void close() {
    alone(
        () -> {
          succession.close();
          return Optional.empty();
        });
  }
}
