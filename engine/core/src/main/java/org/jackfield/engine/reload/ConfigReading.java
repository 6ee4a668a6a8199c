package org.jackfield.engine.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Environment;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigSource;
import org.jackfield.engine.config.InstalledTypes;
import org.jackfield.engine.config.RawConfig;
import org.jackfield.engine.config.SettingsChange;
import org.jackfield.engine.snapshot.ConfigFiles;
import org.jackfield.spi.ErrorCode;

/**
 * Reads all files of the configuration as one consistent set, and remembers how they looked then.
 * Reading is its owner's, one at a time; looking is thread-safe.
 */
final class ConfigReading {
  private static final int READS = 5;
  private static final Duration LONGEST_COPY_PAUSE = Duration.ofSeconds(10);
  private static final Duration COPY_POLL = Duration.ofMillis(100);

  private final ConfigFiles files;
  private final ArtifactStore artifacts;
  private final Environment environment;
  private final FileLook look;
  private final HalfCopies halfCopies = new HalfCopies(LONGEST_COPY_PAUSE, System::nanoTime);
  private volatile FileMarks marks = FileMarks.NONE;
  private volatile Named named = new Named(List.of(), List.of());

  /** The files and plugin folders that the configuration itself names. */
  private record Named(List<Path> files, List<Path> plugins) {}

  ConfigReading(ConfigFiles files, ArtifactStore artifacts, Environment environment) {
    this.files = files;
    this.artifacts = artifacts;
    this.environment = environment;
    this.look = new FileLook(files);
  }

  /** How the files look now; plugins that are still being copied look as they did before. */
  FileMarks look() {
    return halfCopies.hide(look(named), marks);
  }

  private FileMarks look(Named named) {
    return look.marks(named.files, named.plugins);
  }

  /** How the files looked that count as read. */
  FileMarks marks() {
    return marks;
  }

  /** The files that look different from when they were read last. */
  SortedSet<Path> changed(FileMarks now) {
    return now.differing(marks);
  }

  /** The files count as read as they look in these marks. */
  void seen(FileMarks now) {
    marks = now;
  }

  /**
   * All files as they were at one moment, which from now on are the ones that count as read, also
   * when they are refused.
   *
   * @throws ConfigException when they cannot be read
   */
  Contents read() {
    return read(
        this::once,
        (seen, names) -> {
          marks = seen;
          named = names;
        });
  }

  /**
   * The same without any effect: what changed stays to be read.
   *
   * @throws ConfigException when they cannot be read
   */
  Contents peek() {
    return read(this::once, (seen, names) -> {});
  }

  /**
   * The same with an overlay that is not on disk yet.
   *
   * @throws ConfigException when they cannot be read
   */
  Contents peek(String overlay) {
    return read(
        () -> ConfigSource.read(root(), files.overlay(), overlay, environment.variables()),
        (seen, names) -> {});
  }

  /**
   * What the overlay is going to hold with that change.
   *
   * @throws ConfigException with everything that cannot be changed
   */
  String overlayWith(SettingsChange change, InstalledTypes types) {
    return ConfigSource.changed(change, root(), files.overlay(), types, environment.variables());
  }

  private Path root() {
    return files
        .root()
        .orElseThrow(
            () ->
                new EngineException(
                    ErrorCode.INVALID_REQUEST,
                    "There is no configuration file whose settings could be changed."));
  }

  /** The overlay as it is on disk now counts as read. */
  void seenOverlay() {
    marks = look.again(marks, files.overlay());
  }

  private Contents read(Supplier<RawConfig> once, BiConsumer<FileMarks, Named> seen) {
    awaitCopies();
    Named names = named;
    for (int i = 1; ; i++) {
      FileMarks before = look(names);
      seen.accept(before, names);
      try {
        Contents contents = withCatalogue(once.get());
        names = named(contents);
        FileMarks after = look(names);
        if (i == READS || after.config().equals(before.config())) {
          seen.accept(after, names);
          return contents;
        }
      } catch (ConfigException e) {
        if (i == READS || look(names).equals(before)) {
          throw e;
        }
      }
    }
  }

  /** A plugin that is being copied gets a while to come to its end; nobody waits for longer. */
  private void awaitCopies() {
    long end = System.nanoTime() + LONGEST_COPY_PAUSE.toNanos();
    FileMarks now = look(named);
    while (!marks.equals(FileMarks.NONE)
        && !halfCopies.hide(now, marks).equals(now)
        && System.nanoTime() - end < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, COPY_POLL.toNanos());
      now = look(named);
    }
  }

  /** What is wrong with the catalogue is told with everything else. */
  private Contents withCatalogue(RawConfig raw) {
    try {
      return new Contents(raw, artifacts.reread());
    } catch (ConfigException e) {
      return new Contents(raw.withProblems(e.problems()), artifacts);
    }
  }

  private static Named named(Contents contents) {
    List<Path> files = new ArrayList<>(contents.config().files());
    contents.artifacts().catalogueFile().ifPresent(files::add);
    return new Named(files, contents.config().pluginFolders());
  }

  private RawConfig once() {
    return files.root().isPresent()
        ? ConfigSource.read(files.root().get(), files.overlay(), environment.variables())
        : ConfigSource.readEnvironment(files.overlay(), environment.variables());
  }
}
