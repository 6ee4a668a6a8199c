package org.jackfield.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jackfield.engine.Environment;

/**
 * What surrounds one run: its streams, which of them are terminals, its environment, its clock, and
 * how it hears that the user wants it to stop. The run closes none of it.
 *
 * @param in standard input
 * @param out standard output; throws {@link ClosedPipeException} when its reader is gone
 * @param err standard error
 * @param terminals which of the three are terminals
 * @param environment the variables
 * @param interrupts where to hear of Ctrl-C
 * @param nanoClock nanoseconds since some fixed moment, as {@link System#nanoTime}
 */
public record Console(
    InputStream in,
    OutputStream out,
    OutputStream err,
    Terminals terminals,
    Environment environment,
    Interrupts interrupts,
    LongSupplier nanoClock) {

  /** Which of the standard streams are terminals. */
  public record Terminals(boolean in, boolean out, boolean err) {
    /** None is. */
    public static final Terminals NONE = new Terminals(false, false, false);

    /** As the launcher writes them: the names of those that are, with commas between. */
    public static Terminals parse(String names) {
      String list = "," + names + ",";
      return new Terminals(list.contains(",in,"), list.contains(",out,"), list.contains(",err,"));
    }
  }

  /** Where to hear that the user wants the run to stop. */
  @FunctionalInterface
  public interface Interrupts {
    /** Calls that once when it happens, on a thread of its own, until the result is closed. */
    Registration listen(Stop stop);

    /** What stops the work. The process ends when it returns. */
    @FunctionalInterface
    interface Stop {
      /** Stops it; the exit code, when it is to be another than the signal's own. */
      OptionalInt stop();
    }

    /** An interest that can be given up. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
      @Override
      void close();
    }
  }

  /** Whether control sequences may be written to standard error. */
  boolean richErrors() {
    return terminals.err() && !dumb();
  }

  /** Whether the terminal understands nothing but text. */
  boolean dumb() {
    return environment.find("TERM").filter("dumb"::equals).isPresent();
  }

  /** Whether colour is wanted, by the environment; see no-color.org. */
  boolean colorful() {
    return environment.find("NO_COLOR").isEmpty() && !dumb();
  }
}
