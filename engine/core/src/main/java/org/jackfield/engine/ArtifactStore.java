package org.jackfield.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Where model and native files come from. A port: the models room implements it; without that room
 * only paths are found. Thread-safe.
 */
public interface ArtifactStore {
  /**
   * The file or folder of that name or path, pulled first when it is not there; blocks. A failure's
   * message says what failed; what belongs to the operator (folders, addresses, variables) and what
   * to do about it is in its hint.
   *
   * @param cancelled polled while pulling
   * @throws BackendException {@link ErrorCode#MODEL_NOT_FOUND} when nothing of that kind has that
   *     name, {@link ErrorCode#UNAVAILABLE} when it cannot be pulled, {@link ErrorCode#CANCELLED}
   *     when cancelled
   */
  Path locate(ArtifactKind kind, String name, Progress progress, BooleanSupplier cancelled);

  /** The file or folder of that name or path if it is here already; pulls nothing. */
  Optional<Path> present(ArtifactKind kind, String name);

  /** Why {@link #locate} would find nothing of that name; empty when it may. Pulls nothing. */
  Optional<BackendException> refusal(ArtifactKind kind, String name);

  /** Everything the catalogue names, in its order. */
  List<Item> list();

  /**
   * The same store with its catalogue as it is on disk now; this one stays as it is.
   *
   * @throws org.jackfield.engine.config.ConfigException with all that is wrong in the catalogue
   */
  default ArtifactStore reread() {
    return this;
  }

  /** The file of the catalogue, there or not; empty when there can be none. */
  default Optional<Path> catalogueFile() {
    return Optional.empty();
  }

  /** What stands in the catalogue, by name: equal values stand for the same thing. */
  default Map<String, Object> catalogue() {
    return Map.of();
  }

  /** The value in {@link #catalogue} of that name or alias. */
  default Optional<Object> entry(ArtifactKind kind, String name) {
    return Optional.empty();
  }

  /** Is told how a pull goes. Thread-safe; must not block. */
  interface Progress {
    /** Bytes so far of all there will be; 0 in all when unknown. */
    void bytes(String name, long done, long total);

    /** A remark worth one line: a licence, a source that failed, a damaged file pulled again. */
    void notice(String message);
  }

  /**
   * An entry of the catalogue.
   *
   * @param name the name to ask for it by
   * @param aliases other names
   * @param kind what it is for
   * @param sizeBytes its size; 0 when unknown
   * @param licence its licence
   * @param description one line
   * @param path where it is, as far as can be told without reading it; empty when it is not here
   */
  record Item(
      String name,
      List<String> aliases,
      ArtifactKind kind,
      long sizeBytes,
      String licence,
      String description,
      Optional<Path> path) {
    /** Copies its list. */
    public Item {
      aliases = List.copyOf(aliases);
    }

    /** Whether that is its name or one of its aliases; case does not matter. */
    public boolean isCalled(String other) {
      return name.equalsIgnoreCase(other)
          || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(other));
    }
  }
}
