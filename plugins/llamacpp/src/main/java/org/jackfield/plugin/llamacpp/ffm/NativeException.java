package org.jackfield.plugin.llamacpp.ffm;

import org.jspecify.annotations.Nullable;

/**
 * The native library is missing, of an unknown version, or reported a failure; the message carries
 * its own words.
 */
public final class NativeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NativeException(String message) {
    super(message);
  }

  NativeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
