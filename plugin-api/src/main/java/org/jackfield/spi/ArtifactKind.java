package org.jackfield.spi;

/** What a file is for: a name of the one kind never stands for something of the other. */
public enum ArtifactKind {
  /** The weights of a model. A request may name one. */
  MODEL,

  /** A native library. Only the configuration names one. */
  NATIVE;

  /** As people read it. */
  @Override
  public String toString() {
    return switch (this) {
      case MODEL -> "model";
      case NATIVE -> "native library";
    };
  }
}
