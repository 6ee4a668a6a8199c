package org.jackfield.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shows how the pull of a file goes: a bar with size, speed and time left where a line can be
 * rewritten, elsewhere a line at each tenth of the way and no more than one in two seconds.
 * Thread-safe.
 */
final class PullProgress {
  private static final Duration BAR_EVERY = Duration.ofMillis(100);
  private static final Duration LINE_EVERY = Duration.ofSeconds(2);
  private static final int BAR_CELLS = 20;

  /** One file on its way: where and when it began, what was shown last. */
  private static final class Pull {
    final long startNanos;
    final long startBytes;
    long shownNanos;
    long shownTenths;
    boolean done;

    Pull(long nanos, long bytes) {
      startNanos = nanos;
      startBytes = bytes;
      shownNanos = nanos - LINE_EVERY.toNanos();
      shownTenths = -1;
    }
  }

  private final Messages messages;
  private final LongSupplier nanoClock;
  private final Map<String, Pull> pulls = new HashMap<>();

  PullProgress(Messages messages, LongSupplier nanoClock) {
    this.messages = messages;
    this.nanoClock = nanoClock;
  }

  /** So many bytes of that file are here, of all there will be; 0 in all when unknown. */
  synchronized void bytes(String name, long done, long total) {
    long now = nanoClock.getAsLong();
    Pull pull =
        pulls.compute(
            name,
            (key, known) ->
                known == null || (known.done && done < total) ? new Pull(now, done) : known);
    if (total > 0 && done >= total) {
      if (pull.done) {
        return;
      }
      pull.done = true;
      messages.endProgress();
      messages.dim("fetched " + name + ", " + Figures.bytes(total) + in(now - pull.startNanos));
    } else if (messages.rich()) {
      if (now - pull.shownNanos >= BAR_EVERY.toNanos()) {
        pull.shownNanos = now;
        messages.progress(bar(name, done, total, speed(pull, done, now)));
      }
    } else {
      long tenths = total > 0 ? done * 10 / total : done;
      if (tenths > pull.shownTenths && now - pull.shownNanos >= LINE_EVERY.toNanos()) {
        pull.shownNanos = now;
        pull.shownTenths = tenths;
        messages.line("fetching " + amount(name, done, total, speed(pull, done, now)));
      }
    }
  }

  private static String in(long nanos) {
    return " in " + Figures.elapsed(Duration.ofNanos(nanos));
  }

  /** Bytes per second since it began; 0 while unknown. */
  private static double speed(Pull pull, long done, long now) {
    double seconds = (now - pull.startNanos) / 1e9;
    return seconds < 0.2 ? 0 : (done - pull.startBytes) / seconds;
  }

  private static String bar(String name, long done, long total, double speed) {
    if (total <= 0) {
      return amount(name, done, total, speed);
    }
    int cells = (int) (done * BAR_CELLS / total);
    return "█".repeat(cells)
        + "░".repeat(BAR_CELLS - cells)
        + " "
        + amount(name, done, total, speed);
  }

  private static String amount(String name, long done, long total, double speed) {
    StringBuilder text = new StringBuilder(EscapeFilter.clean(name)).append("  ");
    if (total > 0) {
      text.append(String.format(Locale.ROOT, "%d %%  ", done * 100 / total));
    }
    text.append(Figures.bytes(done));
    if (total > 0) {
      text.append(" of ").append(Figures.bytes(total));
    }
    if (speed > 0) {
      text.append("  ").append(Figures.bytes((long) speed)).append("/s");
      if (total > 0) {
        long seconds = (long) Math.ceil((total - done) / speed);
        text.append("  ").append(Figures.wait(Duration.ofSeconds(seconds))).append(" left");
      }
    }
    return text.toString();
  }
}
