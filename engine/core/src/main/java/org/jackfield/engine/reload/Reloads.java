package org.jackfield.engine.reload;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jackfield.engine.ConfigState;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.EngineEvent.ReloadStarted;
import org.jackfield.engine.EngineEvent.SnapshotApplied;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Generation;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.ReloadReport;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.ConfigSource;
import org.jackfield.engine.config.RawConfig;
import org.jackfield.engine.config.ReloadConfig;
import org.jackfield.engine.plugin.PluginHost;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.BackendServices;
import org.jackfield.engine.snapshot.ConfigFiles;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.snapshot.InForce;
import org.jackfield.engine.snapshot.Preloads;
import org.jackfield.engine.snapshot.Probes;
import org.jackfield.engine.snapshot.SnapshotBuilder;
import org.jackfield.engine.snapshot.SnapshotDraft.Step;
import org.jackfield.engine.snapshot.Snapshots;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;

/**
 * The owner of every change of the configuration in force. A reload reads all files as one
 * consistent set, checks them together, builds what changed beside what is in force, asks whether
 * it is there, and exchanges one reference; whatever fails before that leaves everything as it was.
 * Reloads come one after the other; everything that is only read takes no lock.
 */
public final class Reloads implements AutoCloseable {
  private static final int READS = 5;

  private final PluginHost host;
  private final ConfigFiles files;
  private final Environment environment;
  private final Snapshots snapshots;
  private final SnapshotBuilder builder;
  private final EngineListener listener;
  private final InstantSource clock;
  private final FileLook look;
  private final History history = new History();
  private long generations;
  private volatile Files known = Files.UNREAD;
  private volatile OptionalLong pinned = OptionalLong.empty();

  /**
   * What is known about the files.
   *
   * @param marks how they looked when they were last looked at
   * @param named the files and folders that they name themselves
   * @param newer whether they changed since what is in force was read, and wait
   * @param stale why they could not be put in force
   */
  private record Files(
      FileMarks marks, Named named, boolean newer, Optional<ConfigState.Failure> stale) {
    static final Files UNREAD =
        new Files(FileMarks.NONE, new Named(List.of(), List.of()), false, Optional.empty());
  }

  /** The files and plugin folders that a configuration names. */
  private record Named(List<Path> files, List<Path> plugins) {}

  /** An owner of nothing yet; {@link #open} makes the first generation. */
  public Reloads(
      PluginHost host,
      ConfigFiles files,
      Environment environment,
      Snapshots snapshots,
      BackendServices services,
      EngineListener listener) {
    this.host = host;
    this.files = files;
    this.environment = environment;
    this.snapshots = snapshots;
    this.builder = new SnapshotBuilder(services);
    this.listener = listener;
    this.clock = InstantSource.system();
    this.look = new FileLook(files);
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
  public synchronized ReloadPlan plan() {
    try (Candidate candidate = candidate(read(seen -> {}))) {
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
  public synchronized ReloadReport reload(String source) {
    return transaction(
        source,
        () -> read(seen -> known = new Files(seen, known.named, false, known.stale)),
        refused -> {
          known = new Files(known.marks, known.named, false, refused);
          if (refused.isEmpty()) {
            pinned = OptionalLong.empty();
          }
        });
  }

  /**
   * Puts an earlier generation's files in force, with the plugins of now, and keeps them until
   * {@link #reload} is called.
   *
   * @param wanted its number; empty for the one before what is in force
   * @throws EngineException {@link ErrorCode#INVALID_REQUEST} when it is not remembered
   * @throws ConfigException when it does not fit the plugins of now; then nothing has changed
   */
  public synchronized ReloadReport rollback(OptionalLong wanted) {
    long number = wanted.orElse(snapshots.current().generation() - 1);
    History.Entry entry = history.find(number).orElseThrow(() -> notRemembered(number));
    return transaction(
        "rollback to " + number,
        entry::files,
        refused -> {
          if (refused.isEmpty()) {
            pinned = OptionalLong.of(number);
          }
        });
  }

  /** Whether the configuration in force wants its files to be watched. */
  boolean watching() {
    return snapshots.find().map(now -> now.config().reload().watch()).orElse(false);
  }

  /** The files that look different from when they were last read. */
  SortedSet<Path> changed(FileMarks now) {
    return now.differing(known.marks);
  }

  /** How the files look now. */
  FileMarks look() {
    Named named = known.named;
    return look.marks(named.files, named.plugins);
  }

  /** The files changed: puts them in force, or notes that they wait for an end of the pin. */
  synchronized void filesChanged(FileMarks now) {
    SortedSet<Path> changed = changed(now);
    if (changed.isEmpty()) {
      return; // somebody else was quicker
    }
    if (pinned.isPresent()) {
      known = new Files(now, known.named, true, known.stale);
    } else {
      reload("change of " + shown(changed));
    }
  }

  private static String shown(SortedSet<Path> files) {
    String first = String.valueOf(files.first().getFileName());
    return files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more";
  }

  private EngineException notRemembered(long number) {
    List<Long> known = history.generations().stream().map(Generation::number).toList();
    return new EngineException(
        ErrorCode.INVALID_REQUEST,
        "There is no generation " + number + " to go back to; remembered are " + known + ".");
  }

  /** Where the files to put in force come from. */
  private interface Source {
    RawConfig read();
  }

  /** Everything that a listener may ask about is settled before it hears of the end. */
  private ReloadReport transaction(
      String source, Source files, Consumer<Optional<ConfigState.Failure>> settle) {
    listener.on(new ReloadStarted(source));
    try {
      ReloadReport report = put(source, files.read());
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

  private ReloadReport put(String source, RawConfig raw) {
    Optional<InForce> before = snapshots.find();
    try (Candidate candidate = candidate(raw)) {
      if (before.isPresent() && candidate.plan().isEmpty()) {
        return new ReloadReport(before.get().snapshot().generation(), candidate.plan());
      }
      long generation = generations + 1;
      EngineSnapshot next = builder.build(generation, candidate.draft());
      try {
        check(candidate, next, before);
      } catch (RuntimeException | Error e) {
        next.retire();
        throw e;
      }
      generations = generation;
      snapshots.put(new InForce(next, candidate.config(), candidate.take()));
      history.add(
          new History.Entry(
              new Generation(generation, clock.instant(), source, candidate.plan()), raw));
      before.ifPresent(
          old -> {
            old.plugins().close();
            Drain.start(old.snapshot().retireFor(next), candidate.config().reload().drain());
          });
      listener.on(new SnapshotApplied(generation));
      return new ReloadReport(generation, candidate.plan());
    }
  }

  private Candidate candidate(RawConfig raw) {
    List<Path> folders = new ArrayList<>(files.plugins());
    folders.addAll(raw.pluginFolders());
    PluginRegistry plugins = host.load(folders);
    return Candidate.of(raw, plugins, snapshots.find());
  }

  /** Refuses a snapshot that would lose a backend, or whose new backends are not there. */
  private void check(Candidate candidate, EngineSnapshot next, Optional<InForce> before) {
    if (before.isEmpty()) {
      return;
    }
    ReloadConfig rules = candidate.config().reload();
    List<ConfigProblem> problems = new ArrayList<>();
    if (rules.lost() == ReloadConfig.OnLost.REFUSE) {
      lost(candidate, next, before.get().snapshot(), problems);
    }
    if (rules.probe() != ReloadConfig.OnDown.OFF) {
      probe(candidate, next, rules.probe(), problems);
    }
    if (problems.isEmpty()) {
      preload(candidate, next, before.get().snapshot(), problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /**
   * Loads the models of backends that are rebuilt beside the old ones, which serve meanwhile: the
   * switch then costs no request its time. What does not fit beside the old one changes nothing.
   */
  private static void preload(
      Candidate candidate, EngineSnapshot next, EngineSnapshot old, List<ConfigProblem> problems) {
    for (Step step : candidate.draft().steps()) {
      boolean rebuilt =
          step instanceof Step.Build
              && old.backend(step.name()).filter(was -> was.problem().isEmpty()).isPresent();
      if (rebuilt) {
        next.backend(step.name())
            .flatMap(Preloads::failure)
            .ifPresent(
                why ->
                    problems.add(
                        new ConfigProblem(
                            step.config().location(),
                            "",
                            "Backend '"
                                + step.name()
                                + "' cannot make its new model ready: "
                                + why.message(),
                            why.hint().orElse(""))));
      }
    }
  }

  private static void lost(
      Candidate candidate, EngineSnapshot next, EngineSnapshot old, List<ConfigProblem> problems) {
    for (Step step : candidate.draft().steps()) {
      boolean served = old.backend(step.name()).filter(was -> was.problem().isEmpty()).isPresent();
      Optional<String> problem = next.backend(step.name()).flatMap(BackendHandle::problem);
      if (served && problem.isPresent()) {
        problems.add(
            new ConfigProblem(
                step.config().location(),
                "",
                "Backend '" + step.name() + "' serves now and could not any more: " + problem.get(),
                "Mend that, remove the entry, or set reload.lost to 'drain'."));
      }
    }
  }

  private void probe(
      Candidate candidate,
      EngineSnapshot next,
      ReloadConfig.OnDown rule,
      List<ConfigProblem> problems) {
    List<Step> built =
        candidate.draft().steps().stream().filter(Step.Build.class::isInstance).toList();
    List<Step> serving = new ArrayList<>();
    List<BackendHandle> backends = new ArrayList<>();
    for (Step step : built) {
      next.backend(step.name())
          .filter(backend -> backend.problem().isEmpty())
          .ifPresent(
              backend -> {
                serving.add(step);
                backends.add(backend);
              });
    }
    List<Health> found = Probes.of(backends);
    for (int i = 0; i < found.size(); i++) {
      Health health = found.get(i);
      if (health.state() != Health.State.DOWN) {
        continue;
      }
      String name = backends.get(i).name();
      String message = "The new backend '" + name + "' is not there: " + health.detail();
      if (rule == ReloadConfig.OnDown.REFUSE) {
        problems.add(
            new ConfigProblem(
                serving.get(i).config().location(), "", message, health.hint().orElse("")));
      } else {
        listener.on(new Notice(name, message));
      }
    }
  }

  /**
   * All files as they were at one moment: read again when one changed meanwhile.
   *
   * @param seen is told how they looked, also when they cannot be read
   */
  private RawConfig read(Consumer<FileMarks> seen) {
    Named named = known.named;
    for (int i = 1; ; i++) {
      FileMarks before = look.marks(named.files, named.plugins);
      seen.accept(before);
      try {
        RawConfig raw = readOnce();
        Named now = new Named(raw.files(), raw.pluginFolders());
        FileMarks after = look.marks(now.files, now.plugins);
        if (i == READS || after.config().equals(before.config())) {
          seen.accept(after);
          known = new Files(known.marks, now, known.newer, known.stale);
          return raw;
        }
        named = now;
      } catch (ConfigException e) {
        if (i == READS || look.marks(named.files, named.plugins).equals(before)) {
          throw e;
        }
      }
    }
  }

  private RawConfig readOnce() {
    return files.root().isPresent()
        ? ConfigSource.read(files.root().get(), files.overlay(), environment.variables())
        : ConfigSource.readEnvironment(files.overlay(), environment.variables());
  }

  /** How the configuration in force stands to the files. */
  public ConfigState state() {
    Files files = known;
    return new ConfigState(snapshots.current().generation(), pinned, files.newer, files.stale);
  }

  /** The last generations, the newest first. */
  public List<Generation> history() {
    return history.generations();
  }

  /** Retires the snapshot in force; calls that pinned it run to their end. */
  @Override
  public synchronized void close() {
    snapshots
        .put(null)
        .ifPresent(
            last -> {
              last.snapshot().retire();
              last.plugins().close();
            });
  }
}
