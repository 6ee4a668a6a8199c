package org.jackfield.plugin.llamacpp;

import java.nio.file.Path;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.models.ModelStore;
import org.jackfield.spi.ArtifactKind;

/**
 * The native library and the real model, pulled as the engine pulls them, into the user's cache.
 */
public final class TestArtifacts {
  private static final Path CONFIG = Path.of("../../config").toAbsolutePath().normalize();

  private TestArtifacts() {}

  /** The folder of the pinned llama.cpp library. */
  public static Path natives() {
    return Pulled.NATIVES;
  }

  /** SmolLM2-135M-Instruct, Q4_1. */
  public static Path smollm2() {
    return Pulled.MODEL;
  }

  private static final class Pulled {
    private static final ModelStore STORE =
        new ModelStore(Folders.ofUser(Environment.ofProcess(), CONFIG), Environment.ofProcess());
    static final Path NATIVES =
        STORE.locate(ArtifactKind.NATIVE, "llama.cpp", new Quiet(), () -> false);
    static final Path MODEL =
        STORE.locate(ArtifactKind.MODEL, "smollm2-135m-instruct", new Quiet(), () -> false);
  }

  private static final class Quiet implements ArtifactStore.Progress {
    @Override
    public void bytes(String name, long done, long total) {
      // Tests show no progress.
    }

    @Override
    public void notice(String message) {
      System.out.println(message);
    }
  }
}
