package org.jackfield.engine.snapshot;

import java.util.function.Supplier;
import org.jackfield.engine.ArtifactStore;
import org.jspecify.annotations.Nullable;

/**
 * The store that a backend finds its models in: the one it is built with while it is made ready,
 * and once it serves whichever is in force, however often the catalogue changes. Thread-safe.
 */
public final class LiveArtifacts implements Supplier<ArtifactStore> {
  private final Supplier<ArtifactStore> inForce;
  private volatile @Nullable ArtifactStore own;

  /** A backend's store before it serves, and where to find the one in force afterwards. */
  public LiveArtifacts(ArtifactStore own, Supplier<ArtifactStore> inForce) {
    this.own = own;
    this.inForce = inForce;
  }

  /** From now on it is the one in force. */
  public void serves() {
    own = null;
  }

  @Override
  public ArtifactStore get() {
    ArtifactStore store = own;
    return store == null ? inForce.get() : store;
  }
}
