package org.jackfield.engine.plugin;

import java.util.Locale;

/** Who vouches for a plugin's file. The first of these that holds is told. */
public enum SignatureState {
  /** It was refused before anybody looked. */
  UNCHECKED,
  /** It is signed, and was changed since; it is quarantined whatever the settings. */
  BROKEN,
  /** The list of the distribution has its digest. */
  SHIPPED,
  /** The configuration has its digest under {@code plugins.trusted.sha256}. */
  LISTED,
  /** It is signed by a certificate of {@code plugins.trusted.certificates} or one issued by it. */
  TRUSTED,
  /** It is signed by somebody whom the configuration does not name. */
  SIGNED,
  /** Nobody vouches for it. */
  UNSIGNED;

  /** Whether that is enough where {@code plugins.require_signed} is true. */
  boolean vouched() {
    return switch (this) {
      case SHIPPED, LISTED, TRUSTED -> true;
      case UNCHECKED, BROKEN, SIGNED, UNSIGNED -> false;
    };
  }

  /** The name used in lists and JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
