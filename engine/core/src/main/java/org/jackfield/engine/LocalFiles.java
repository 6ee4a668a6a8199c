package org.jackfield.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/** The artifact store of an engine without the models room: paths only, nothing is pulled. */
final class LocalFiles implements ArtifactStore {
  private final Path base;

  LocalFiles(Path base) {
    this.base = base;
  }

  @Override
  public Path locate(ArtifactKind kind, String name, Progress progress, BooleanSupplier cancelled) {
    return present(kind, name).orElseThrow(() -> unknown(kind, name));
  }

  @Override
  public Optional<BackendException> refusal(ArtifactKind kind, String name) {
    return present(kind, name).isPresent() ? Optional.empty() : Optional.of(unknown(kind, name));
  }

  private BackendException unknown(ArtifactKind kind, String name) {
    return new BackendException(
            ErrorCode.MODEL_NOT_FOUND, "There is no " + kind + " file '" + name + "'.")
        .withHint(
            "Looked here and in "
                + base
                + ". Give the path of a file, or add the models room (jackfield-models) to the class"
                + " path, which pulls models by name.");
  }

  @Override
  public Optional<Path> present(ArtifactKind kind, String name) {
    return List.of(Path.of(name), base.resolve(name)).stream().filter(Files::exists).findFirst();
  }

  @Override
  public List<Item> list() {
    return List.of();
  }
}
