package org.jackfield.engine.plugin;

import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ExecutionException;

/** Says in one sentence what a plugin threw. */
final class Faults {
  private static final int MAX_DEPTH = 8;

  private Faults() {}

  /**
   * The sentence, without a full stop where the fault's own text ends it. It asks the fault for its
   * message, which is code of the plugin when the fault is.
   */
  static String describe(Throwable fault) {
    return ShownText.of(describe(fault, 0));
  }

  private static String describe(Throwable fault, int depth) {
    Throwable cause = fault.getCause();
    boolean wrapper =
        fault instanceof ExecutionException || fault instanceof InvocationTargetException;
    if (cause != null && wrapper && depth < MAX_DEPTH) {
      return describe(cause, depth + 1);
    }
    return switch (fault) {
      case ExceptionInInitializerError error ->
          "a static initialiser threw"
              + (error.getException() == null ? "" : " " + shown(error.getException()));
      case ServiceConfigurationError error ->
          cause == null
              ? message(error)
              : message(error) + ", because " + describe(cause, depth + 1);
      case UnsupportedClassVersionError error ->
          "it was compiled for a newer Java than "
              + Runtime.version().feature()
              + ": "
              + message(error);
      case NoClassDefFoundError error ->
          "the class "
              + message(error).replace('/', '.')
              + " is missing from the archive or could"
              + " not be initialised";
      case LinkageError error -> "its classes do not link: " + shown(error);
      case StackOverflowError _ -> "the stack overflowed";
      case OutOfMemoryError error -> "memory ran out: " + message(error);
      default -> shown(fault);
    };
  }

  private static String shown(Throwable fault) {
    String message = message(fault);
    String name = fault.getClass().getName();
    return message.isEmpty() ? name : name + ": " + message;
  }

  private static String message(Throwable fault) {
    String message = fault.getMessage();
    return message == null ? "" : message;
  }
}
