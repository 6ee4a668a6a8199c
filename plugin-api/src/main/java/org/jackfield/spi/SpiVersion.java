package org.jackfield.spi;

/** The version of this interface that an engine offers and a plugin asks for. */
public final class SpiVersion {
  /** Semantic version; a plugin's {@code Plugin-Requires} range must contain it. */
  public static final String CURRENT = "0.1.0";

  private SpiVersion() {}
}
