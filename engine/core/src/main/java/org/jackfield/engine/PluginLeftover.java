package org.jackfield.engine;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Something of a plugin that stayed behind: a call that was given up, or what keeps a plugin in
 * memory after it was closed. Of one plugin there may be several. Immutable; holds nothing of the
 * plugin itself.
 *
 * @param id the plugin's id
 * @param version its version
 * @param sha256 the digest of its file
 * @param kind what stayed behind
 * @param since when the call was given up, or the plugin closed
 * @param threads the names of the threads that still run its code, as far as they are known
 * @param message all that in words
 */
public record PluginLeftover(
    String id,
    String version,
    String sha256,
    Kind kind,
    Instant since,
    List<String> threads,
    String message) {

  /** What stayed behind. */
  public enum Kind {
    /** A call into the plugin that did not return in time and still runs. */
    CALL,
    /** Threads of a plugin that was closed. */
    THREADS,
    /** Classes of a plugin that was closed, which something still refers to. */
    MEMORY;

    /** The name used in JSON. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies its list. */
  public PluginLeftover {
    threads = List.copyOf(threads);
  }
}
