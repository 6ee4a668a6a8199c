package org.jackfield.engine.plugin;

import java.util.List;
import java.util.Locale;

/**
 * Something in a plugin's class files that reaches beyond the plugin: it may take the whole process
 * with it. Immutable.
 *
 * @param kind what it may do to the process
 * @param how by what, such as {@code System.exit}
 * @param classes the first classes that do it, by name
 */
public record ClassFinding(Kind kind, String how, List<String> classes) {
  /** What it may do to the process. */
  public enum Kind {
    /** It ends the process by a call. */
    EXIT("end the process"),
    /** It runs native code inside the process, whose faults end it. */
    NATIVE("run native code in this process");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** What its classes do, as in "its classes ...". */
    String words() {
      return words;
    }

    /** The name used in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies its list. */
  public ClassFinding {
    classes = List.copyOf(classes);
  }

  /** As in messages: {@code System.exit in demo.Factory}. */
  @Override
  public String toString() {
    return how + " in " + String.join(", ", classes.stream().map(ShownText::of).toList());
  }
}
