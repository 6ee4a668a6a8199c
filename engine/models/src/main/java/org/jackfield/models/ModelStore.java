package org.jackfield.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.jackfield.models.fetch.DiskFailure;
import org.jackfield.models.fetch.DiskSpace;
import org.jackfield.models.fetch.Fetcher;
import org.jackfield.models.fetch.Pull;
import org.jackfield.spi.ArtifactKind;
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

  /** When a pull that failed has a chance again: somebody must have done something. */
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

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

  /**
   * A store that names nothing yet: {@link #reread} gives the one with the catalogue of those
   * folders. Reads and creates nothing.
   */
  static ModelStore unread(Folders folders, Environment environment) {
    return new ModelStore(Catalogue.EMPTY, folders, environment, Platform.current());
  }

  private ModelStore(Catalogue catalogue, ModelStore other) {
    this.catalogue = catalogue;
    this.folders = other.folders;
    this.home = other.home;
    this.files = other.files;
    this.natives = other.natives;
    this.stall = other.stall;
  }

  @Override
  public ArtifactStore reread() {
    return new ModelStore(CatalogueReader.readOrShipped(file()), this);
  }

  private Path file() {
    return folders.config().resolve(CATALOGUE_FILE);
  }

  @Override
  public Optional<Path> catalogueFile() {
    return Optional.of(file());
  }

  @Override
  public Map<String, Object> catalogue() {
    Map<String, Object> byName = new LinkedHashMap<>();
    catalogue.entries().forEach(entry -> byName.put(entry.name(), entry));
    return byName;
  }

  @Override
  public Optional<Object> entry(ArtifactKind kind, String name) {
    return catalogue.find(kind, name).map(Object.class::cast);
  }

  @Override
  public Path locate(ArtifactKind kind, String name, Progress progress, BooleanSupplier cancelled) {
    Optional<Entry> entry = catalogue.find(kind, name);
    if (entry.isEmpty()) {
      return path(name).orElseThrow(() -> unknown(kind, name));
    }
    try {
      return pulled(entry.get(), progress, cancelled);
    } catch (BackendException e) {
      // All sources have been tried: whoever tries again at once does it all in vain.
      throw e.code() == ErrorCode.UNAVAILABLE ? e.withRetryAfter(AFTER_FAILURE) : e;
    }
  }

  private Path pulled(Entry entry, Progress progress, BooleanSupplier cancelled) {
    Pull pull = new Pull(entry.title(), progress, cancelled, stall);
    pull.check();
    try {
      return switch (entry) {
        case ModelEntry model -> pulled(model, pull);
        case NativeEntry library -> natives.locate(library, pull);
      };
    } catch (IOException e) {
      throw unusable(entry, e);
    }
  }

  private Path pulled(ModelEntry model, Pull pull) throws IOException {
    for (FilePull.Wanted wanted : wanted(model)) {
      if (!right(wanted, pull)) {
        Files.createDirectories(wanted.folder());
        try (ArtifactLock _ = ArtifactLock.acquire(wanted.folder().resolve(".lock"), pull)) {
          files.bring(wanted, model.licence().line(), pull);
        }
      }
    }
    return wanted(model).getFirst().target();
  }

  /** Whether a file is there and right; needs no lock, so that a read-only cache serves as well. */
  private boolean right(FilePull.Wanted wanted, Pull pull) throws IOException {
    return files.unchanged(wanted) || files.check(wanted, pull).isEmpty();
  }

  @Override
  public Optional<Path> present(ArtifactKind kind, String name) {
    Optional<Entry> entry = catalogue.find(kind, name);
    if (entry.isEmpty()) {
      return path(name);
    }
    try {
      return switch (entry.get()) {
        case ModelEntry model -> present(model);
        case NativeEntry library -> natives.present(library, silent(library));
      };
    } catch (IOException e) {
      throw unusable(entry.get(), e);
    }
  }

  @Override
  public Optional<BackendException> refusal(ArtifactKind kind, String name) {
    return catalogue.find(kind, name).isPresent() || path(name).isPresent()
        ? Optional.empty()
        : Optional.of(unknown(kind, name));
  }

  private Optional<Path> present(ModelEntry model) throws IOException {
    for (FilePull.Wanted wanted : wanted(model)) {
      if (!right(wanted, silent(model))) {
        return Optional.empty();
      }
    }
    return Optional.of(wanted(model).getFirst().target());
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
        throw unusable(entry, e);
      }
    }
    return List.copyOf(items);
  }

  private Item item(ModelEntry model) throws IOException {
    String digest = "SHA-256 in the catalogue";
    boolean present = true;
    for (FilePull.Wanted wanted : wanted(model)) {
      present &= files.seemsRight(wanted);
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
        model.kind(),
        likelyBytes(model),
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
    Optional<Path> path = Optional.empty();
    try {
      path = natives.present(library, silent(library));
    } catch (BackendException e) {
      state = "; " + e.message() + e.hint().map(hint -> " " + hint).orElse("");
    }
    return new Item(
        library.name(),
        library.aliases(),
        library.kind(),
        likelyBytes(library),
        library.licence().line(),
        "version " + library.version() + state,
        path);
  }

  private Pull silent(Entry entry) {
    return new Pull(entry.title(), SILENT, () -> false, stall);
  }

  private long likelyBytes(Entry entry) throws IOException {
    return switch (entry) {
      case ModelEntry model -> {
        long bytes = 0;
        for (FilePull.Wanted wanted : wanted(model)) {
          bytes += files.expected(wanted).likelyBytes();
        }
        yield bytes;
      }
      case NativeEntry library ->
          natives.here(library).map(here -> here.archive().likelyBytes()).orElse(0L);
    };
  }

  private List<FilePull.Wanted> wanted(ModelEntry model) {
    // A colon, as in mistral:7b, may not stand in a file name everywhere.
    Path folder = folders.cache().resolve("models").resolve(model.name().replace(':', '-'));
    return model.files().stream()
        .map(file -> new FilePull.Wanted(model.name(), file, folder))
        .toList();
  }

  /** The file or folder of that path: of the user, the configuration, here. */
  private Optional<Path> path(String name) {
    if (!isPath(name)) {
      return Optional.empty();
    }
    try {
      Stream<Path> candidates =
          name.startsWith("~/")
              ? Stream.of(home.resolve(name.substring(2)))
              : Stream.of(folders.config().resolve(name), Path.of(name));
      return candidates
          .filter(Files::exists)
          .findFirst()
          .map(found -> found.toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty(); // no system could have such a file
    }
  }

  /** A bare name is never a path: what it means must not depend on what lies in a folder. */
  private static boolean isPath(String name) {
    return name.contains("/") || name.contains("\\") || name.endsWith(".gguf");
  }

  private BackendException unknown(ArtifactKind kind, String name) {
    if (isPath(name)) {
      return new BackendException(ErrorCode.MODEL_NOT_FOUND, "There is no file " + name + ".")
          .withHint(
              "Looked in "
                  + folders.config()
                  + " and "
                  + Path.of("").toAbsolutePath()
                  + ". "
                  + known(kind));
    }
    for (ArtifactKind other : ArtifactKind.values()) {
      if (catalogue.find(other, name).isPresent()) {
        return new BackendException(
                ErrorCode.MODEL_NOT_FOUND,
                name + " is the name of a " + other + ", not a " + kind + ".")
            .withHint(known(kind));
      }
    }
    String nearest =
        catalogue.nearest(kind, name).map(near -> " Did you mean " + near + "?").orElse("");
    return new BackendException(
            ErrorCode.MODEL_NOT_FOUND, "There is no " + kind + " named " + name + "." + nearest)
        .withHint(known(kind));
  }

  /** What there is of that kind, and how to come by it. */
  private String known(ArtifactKind kind) {
    List<Item> items = list().stream().filter(item -> item.kind() == kind).toList();
    List<String> sentences = new ArrayList<>();
    String here = names(items, true);
    String elsewhere = names(items, false);
    if (!here.isEmpty()) {
      sentences.add("Here: " + here + ".");
    }
    if (!elsewhere.isEmpty()) {
      sentences.add("To be pulled, with jackfield models pull NAME: " + elsewhere + ".");
    }
    // Only there: what a request or a command names is a name of the catalogue.
    sentences.add(
        switch (kind) {
          case MODEL ->
              "Others: add them to "
                  + CATALOGUE_FILE
                  + ", or set a backend's 'model' to"
                  + " the path of a .gguf file.";
          case NATIVE -> "Others: name the folder of the library.";
        });
    return String.join(" ", sentences);
  }

  private static String names(List<Item> items, boolean here) {
    return items.stream()
        .filter(item -> item.path().isPresent() == here)
        .map(Item::name)
        .collect(Collectors.joining(", "));
  }

  private BackendException unusable(Entry entry, IOException e) {
    return DiskFailure.of(entry.title(), 0, folders.cache(), e);
  }
}
