package org.jackfield.plugin.llamacpp.generate;

/**
 * How many threads the next step gets. The library's threads wait for each other by spinning, a
 * thousand times per token: when something else wants the processor, two threads can be a hundred
 * times slower than one. So now and then one step is tried with half of them, or with more again,
 * and what was clearly faster is kept. Belongs to the worker's thread.
 */
final class ThreadTuner {
  private static final int FIRST_TRIAL_STEPS = 2;
  private static final int NEXT_TRIAL_STEPS = 32;
  private static final int RAREST_TRIAL_STEPS = 512;
  private static final int GROWTH = 4;
  private static final double CLEARLY_FASTER = 0.6;
  private static final double FASTER = 0.9;
  private static final double SUDDENLY_SLOWER = 4;
  private static final double WEIGHT_OF_LAST = 0.25;

  private final int most;
  private int settled;
  private int tried;
  private double meanNanos;
  private int measured;
  private int sinceTrial;
  private int interval = FIRST_TRIAL_STEPS;
  private int batchTokens;
  private boolean downwards = true;

  ThreadTuner(int most) {
    this.most = most;
    this.settled = most;
  }

  /** Threads for the next step. */
  int threads() {
    return tried > 0 ? tried : settled;
  }

  /** Takes note of a step of one token for each of so many sequences. */
  void stepped(int tokens, long nanos) {
    if (most == 1) {
      return;
    }
    if (tokens != batchTokens) {
      batchTokens = tokens;
      measured = 0;
      tried = 0;
    }
    if (tried > 0) {
      judge(nanos);
    } else {
      measure(nanos);
    }
  }

  private void judge(long nanos) {
    boolean better = nanos < meanNanos * (tried < settled ? CLEARLY_FASTER : FASTER);
    if (better) {
      // Further the same way, and soon.
      settled = tried;
      measured = 0;
      interval = FIRST_TRIAL_STEPS;
    } else {
      downwards = !downwards;
      interval =
          interval < NEXT_TRIAL_STEPS
              ? NEXT_TRIAL_STEPS
              : Math.min(RAREST_TRIAL_STEPS, interval * GROWTH);
    }
    sinceTrial = 0;
    tried = 0;
  }

  private void measure(long nanos) {
    boolean slower = measured >= FIRST_TRIAL_STEPS && nanos > meanNanos * SUDDENLY_SLOWER;
    meanNanos = measured == 0 ? nanos : meanNanos + (nanos - meanNanos) * WEIGHT_OF_LAST;
    measured++;
    sinceTrial++;
    if (measured >= FIRST_TRIAL_STEPS && (slower || sinceTrial >= interval)) {
      // What took the processor away may be gone: with less than all threads, more are tried too.
      downwards = settled > 1 && (downwards || slower || settled == most);
      tried = downwards ? settled / 2 : Math.min(most, settled * 2);
    }
  }
}
