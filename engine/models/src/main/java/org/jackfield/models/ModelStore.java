package org.jackfield.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.models.catalogue.Catalogue;
import org.jackfield.models.catalogue.CatalogueReader;
import org.jackfield.models.catalogue.Entry;
import org.jackfield.models.catalogue.ModelEntry;
import org.jackfield.models.catalogue.NativeEntry;
import org.jackfield.models.fetch.DiskSpace;
import org.jackfield.models.fetch.Fetcher;
import org.jackfield.models.fetch.Pull;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * The models and native libraries of this user: found by path or by a name of the catalogue, pulled
 * once into the cache, checked, and shared by all processes. Thread-safe; holds no threads and no
 * open files between calls, so there is nothing to close.
 */
public final class ModelStore implements ArtifactStore {
  /** The catalogue's file in the configuration's folder. */
  public static final String CATALOGUE_FILE = "models.yaml";

  /** The file in the data folder that keeps what first pulls pinned. */
  public static final String LOCK_FILE = "models.lock.json";

  /** How long a source may send nothing. */
  private static final Duration STALL = Duration.ofSeconds(60);

  private static final Progress SILENT =
      new Progress() {
        @Override
        public void bytes(String name, long done, long total) {
          // Nobody asked.
        }

        @Override
        public void notice(String message) {
          // Nobody asked.
        }
      };

  private final Catalogue catalogue;
  private final Folders folders;
  private final Path home;
  private final FilePull files;
  private final NativeStore natives;
  private final Duration stall;

  /**
   * A store with the catalogue of those folders, or the one that Jackfield comes with when the
   * configuration has none. Reads the catalogue, creates nothing.
   *
   * @throws org.jackfield.engine.config.ConfigException when the catalogue has errors
   */
  public ModelStore(Folders folders, Environment environment) {
    this(
        CatalogueReader.readOrShipped(folders.config().resolve(CATALOGUE_FILE)),
        folders,
        environment,
        Platform.current());
  }

  /** A store with that catalogue for that platform. */
  public ModelStore(
      Catalogue catalogue, Folders folders, Environment environment, Platform platform) {
    this(catalogue, folders, environment, platform, DiskSpace.REAL, STALL);
  }

  ModelStore(
      Catalogue catalogue,
      Folders folders,
      Environment environment,
      Platform platform,
      DiskSpace space,
      Duration stall) {
    this.catalogue = catalogue;
    // Absolute: programs that write to the cache run in folders of their own.
    this.folders =
        new Folders(
            folders.config().toAbsolutePath().normalize(),
            folders.data().toAbsolutePath().normalize(),
            folders.cache().toAbsolutePath().normalize());
    this.home = Path.of(environment.find("HOME").orElse(System.getProperty("user.home", ".")));
    this.files =
        new FilePull(
            new Fetcher(environment, space),
            new Pins(this.folders.data().resolve(LOCK_FILE)),
            Mirror.of(environment),
            this.folders.cache());
    this.natives =
        new NativeStore(files, this.folders.cache().resolve("natives"), platform, environment);
    this.stall = stall;
  }

  @Override
  public Path locate(String name, Progress progress, BooleanSupplier cancelled) {
    Optional<Entry> entry = catalogue.find(name);
    if (entry.isEmpty()) {
      return path(name).orElseThrow(() -> unknown(name));
    }
    Pull pull = new Pull(entry.get().title(), progress, cancelled, stall);
    pull.check();
    try {
      return switch (entry.get()) {
        case ModelEntry model -> locateModel(model, pull);
        case NativeEntry library -> natives.locate(library, pull);
      };
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  private Path locateModel(ModelEntry model, Pull pull) throws IOException {
    for (FilePull.Wanted wanted : wanted(model)) {
      if (!files.unchanged(wanted)) {
        Files.createDirectories(wanted.folder());
        try (ArtifactLock _ = ArtifactLock.acquire(wanted.folder().resolve(".lock"), pull)) {
          files.bring(wanted, model.licence().line(), pull);
        }
      }
    }
    return wanted(model).getFirst().target();
  }

  @Override
  public Optional<Path> present(String name) {
    Optional<Entry> entry = catalogue.find(name);
    if (entry.isEmpty()) {
      return path(name);
    }
    try {
      return present(entry.get());
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  @Override
  public Optional<BackendException> refusal(String name) {
    boolean known = catalogue.find(name).isPresent() || path(name).isPresent();
    return known ? Optional.empty() : Optional.of(unknown(name));
  }

  private Optional<Path> present(Entry entry) throws IOException {
    return switch (entry) {
      case ModelEntry model -> presentModel(model);
      case NativeEntry library -> natives.present(library);
    };
  }

  private Optional<Path> presentModel(ModelEntry model) throws IOException {
    for (FilePull.Wanted wanted : wanted(model)) {
      if (!files.unchanged(wanted) && !good(wanted)) {
        return Optional.empty();
      }
    }
    return Optional.of(wanted(model).getFirst().target());
  }

  /** Whether a file that was touched since is still good; one that was put there by hand may be. */
  private boolean good(FilePull.Wanted wanted) throws IOException {
    return Files.isRegularFile(wanted.target())
        && files
            .fault(wanted, new Pull(wanted.file().name(), SILENT, () -> false, stall))
            .isEmpty();
  }

  @Override
  public List<Item> list() {
    List<Item> items = new ArrayList<>();
    for (Entry entry : catalogue.entries()) {
      try {
        items.add(
            switch (entry) {
              case ModelEntry model -> item(model);
              case NativeEntry library -> item(library);
            });
      } catch (IOException e) {
        throw unusable(entry.name(), e);
      }
    }
    return List.copyOf(items);
  }

  private Item item(ModelEntry model) throws IOException {
    long bytes = 0;
    String digest = "SHA-256 in the catalogue";
    boolean present = true;
    for (FilePull.Wanted wanted : wanted(model)) {
      bytes += files.expected(wanted).likelyBytes();
      present &= files.unchanged(wanted);
      if (wanted.file().sha256().isEmpty()) {
        digest =
            files.pin(wanted).isPresent()
                ? "SHA-256 pinned by the first pull"
                : "SHA-256 not known yet";
      }
    }
    String note = model.traits().note().isEmpty() ? "" : "; " + model.traits().note();
    return new Item(
        model.name(),
        model.aliases(),
        "model",
        bytes,
        model.licence().line(),
        "%s, %s parameters, %s, context %d; %s%s"
            .formatted(
                model.title(),
                model.traits().parameters(),
                model.traits().quantisation(),
                model.traits().contextTokens(),
                digest,
                note),
        present ? Optional.of(wanted(model).getFirst().target()) : Optional.empty());
  }

  private Item item(NativeEntry library) throws IOException {
    String state =
        natives
            .here(library)
            .map(here -> here.tested() ? "" : "; not tested on this platform")
            .orElse("; not available for this platform");
    return new Item(
        library.name(),
        library.aliases(),
        "native",
        natives.here(library).map(here -> here.archive().likelyBytes()).orElse(0L),
        library.licence().line(),
        "version " + library.version() + state,
        natives.present(library));
  }

  private List<FilePull.Wanted> wanted(ModelEntry model) {
    // A colon, as in mistral:7b, may not stand in a file name everywhere.
    Path folder = folders.cache().resolve("models").resolve(model.name().replace(':', '-'));
    return model.files().stream()
        .map(file -> new FilePull.Wanted(model.name(), file, folder))
        .toList();
  }

  /**
   * The file of that path, or the folder if it can only be a path: of the user, the configuration,
   * here.
   */
  private Optional<Path> path(String name) {
    try {
      Stream<Path> candidates =
          name.startsWith("~/")
              ? Stream.of(home.resolve(name.substring(2)))
              : Stream.of(folders.config().resolve(name), Path.of(name));
      return candidates
          .filter(path -> Files.isRegularFile(path) || (isPath(name) && Files.exists(path)))
          .findFirst()
          .map(found -> found.toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty(); // no system could have such a file
    }
  }

  private static boolean isPath(String name) {
    return name.contains("/") || name.contains("\\") || name.endsWith(".gguf");
  }

  private BackendException unknown(String name) {
    String what =
        isPath(name)
            ? "There is no file "
                + name
                + " (looked in "
                + folders.config()
                + " and "
                + Path.of("").toAbsolutePath()
                + ")."
            : "There is no model named " + name + ".";
    String nearest = catalogue.nearest(name).map(near -> " Did you mean " + near + "?").orElse("");
    String known = catalogue.entries().stream().map(Entry::name).collect(Collectors.joining(", "));
    return new BackendException(ErrorCode.MODEL_NOT_FOUND, what + nearest)
        .withHint(
            known.isEmpty()
                ? "Name the path of a .gguf file, or add the model to " + CATALOGUE_FILE + "."
                : "Known are: "
                    + known
                    + ". Pull one with: jackfield models pull NAME. The path of a .gguf file will"
                    + " do too.");
  }

  private BackendException unusable(String name, IOException e) {
    return new BackendException(
            ErrorCode.UNAVAILABLE,
            name + " cannot be kept in " + folders.cache() + ": " + e + ".",
            e)
        .withHint("Is the folder writable? JACKFIELD_CACHE names another one.");
  }
}
