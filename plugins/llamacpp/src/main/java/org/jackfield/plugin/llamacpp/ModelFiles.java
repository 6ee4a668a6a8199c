package org.jackfield.plugin.llamacpp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jackfield.plugin.llamacpp.ffm.LlamaLibrary;
import org.jackfield.plugin.llamacpp.ffm.NativeException;
import org.jackfield.plugin.llamacpp.gguf.GgufException;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds models by their names and looks at their files: everything that can go wrong before the
 * native library is asked, so that a probe says what a request would meet, and a request for
 * something unusable costs no model that is in memory. Thread-safe.
 */
final class ModelFiles {
  private final Artifacts artifacts;
  private final LlamaCppSettings settings;

  ModelFiles(Artifacts artifacts, LlamaCppSettings settings) {
    this.artifacts = artifacts;
    this.settings = settings;
  }

  /**
   * The one path of the file of that name, pulled first when it is not there: all names of a model,
   * its file's included, lead to the same.
   *
   * @throws BackendException when there is no such model or it cannot be pulled
   */
  Path find(String name, Attempt attempt) {
    refusal(name)
        .ifPresent(
            why -> {
              throw why;
            });
    return real(name, artifacts.locate(ArtifactKind.MODEL, name, attempt));
  }

  /** The same if it is here already; pulls nothing. */
  Optional<Path> present(String name) {
    return artifacts.present(ArtifactKind.MODEL, name).map(file -> real(name, file));
  }

  /**
   * Looks at the header and the chat template; the weights stay unread.
   *
   * @throws BackendException {@link ErrorCode#UNAVAILABLE} when the file is damaged, {@link
   *     ErrorCode#UNSUPPORTED} when its template cannot be used
   */
  ModelPlan plan(String name, Path file) {
    try {
      GgufFile header = GgufFile.read(file);
      return new ModelPlan(
          name,
          header,
          PromptWriter.template(name, header),
          MemoryNeed.of(header, settings.cache()),
          settings);
    } catch (GgufException e) {
      throw unusable(String.valueOf(e.getMessage()), e)
          .withHint("Remove the file and pull the model again.");
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * The folder of the library, pulled first when it is not there.
   *
   * @throws BackendException when it cannot be pulled, or is of another version
   */
  Path library(Attempt attempt) {
    return checked(artifacts.locate(ArtifactKind.NATIVE, settings.library(), attempt));
  }

  /** The same if it is here already; pulls nothing. */
  Optional<Path> presentLibrary() {
    return artifacts.present(ArtifactKind.NATIVE, settings.library()).map(ModelFiles::checked);
  }

  /**
   * Does nothing for a model or library that a request would pull.
   *
   * @throws BackendException {@link ErrorCode#MODEL_NOT_FOUND} for one that nobody knows
   */
  void refuseUnknown(ArtifactKind kind, String name) {
    artifacts
        .refusal(kind, name)
        .ifPresent(
            why -> {
              throw why;
            });
  }

  private static Path checked(Path library) {
    try {
      LlamaLibrary.check(library);
      return library;
    } catch (NativeException e) {
      throw unusable(String.valueOf(e.getMessage()), e)
          .withHint("Without the setting 'library' the right one is pulled.");
    }
  }

  /**
   * Why a request cannot have a model of that name: it may name one of the catalogue; only the
   * configuration may name a file. Empty for the configured one, which is for the probe to judge.
   */
  Optional<BackendException> refusal(String name) {
    if (name.equals(settings.model())) {
      return Optional.empty();
    }
    boolean path = name.contains("/") || name.contains("\\") || name.endsWith(".gguf");
    return path ? Optional.of(noPath(name)) : artifacts.refusal(ArtifactKind.MODEL, name);
  }

  private static BackendException noPath(String name) {
    return new BackendException(
            ErrorCode.MODEL_NOT_FOUND, "A request cannot name the model file '" + name + "'.")
        .withHint("Name a model of the catalogue, or set the backend's 'model' to the file.");
  }

  private Path real(String name, Path file) {
    // A bare word can be the name of a file as well, in the folder where this process runs.
    boolean namesFile = String.valueOf(file.getFileName()).equals(name);
    if (namesFile && !name.equals(settings.model())) {
      throw noPath(name);
    }
    try {
      if (Files.isDirectory(file)) {
        throw unusable("The model " + name + " is a folder: " + file + ".", null)
            .withHint("Name a .gguf file.");
      }
      return file.toRealPath();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static BackendException unusable(String message, @Nullable Throwable cause) {
    return new BackendException(ErrorCode.UNAVAILABLE, message, cause);
  }

  private static BackendException unreadable(String name, IOException e) {
    return unusable("The model " + name + " cannot be read: " + e, e);
  }
}
