package org.jackfield.spi;

import java.nio.file.Path;
import java.util.Optional;

/** Model and native files, by catalogue name or by path. Thread-safe. */
public interface Artifacts {
  /**
   * The file or folder of that name, pulled first when it is not there, with progress shown to the
   * user and its digest checked. Time spent pulling does not count towards the attempt's time to
   * first content. Whether a model that only the request names may be pulled is the host's to say.
   *
   * @throws BackendException {@link ErrorCode#MODEL_NOT_FOUND} when nothing of that kind has that
   *     name, or only the request names it and may not have it pulled, {@link
   *     ErrorCode#UNAVAILABLE} when it cannot be pulled, {@link ErrorCode#CANCELLED} when the
   *     attempt is
   */
  Path locate(ArtifactKind kind, String name, Attempt attempt);

  /** The file or folder of that name if it is here already; pulls nothing. */
  Optional<Path> present(ArtifactKind kind, String name);

  /** Why {@link #locate} would find nothing of that name; empty when it may. Pulls nothing. */
  Optional<BackendException> refusal(ArtifactKind kind, String name);
}
