package org.jackfield.spi;

/** The version of this interface that an engine offers and a plugin asks for. */
public final class SpiVersion {
  private SpiVersion() {}

  /**
   * Semantic version, that of this module; a plugin's {@code Plugin-Requires} range must contain
   * it. A method, because a compiler copies a constant into the plugin that reads it, which would
   * then name the interface it was built with and not the one it meets.
   */
  public static String current() {
    return "0.1.0";
  }
}
