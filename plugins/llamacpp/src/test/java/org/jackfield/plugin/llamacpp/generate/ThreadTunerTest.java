package org.jackfield.plugin.llamacpp.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class ThreadTunerTest {
  private static final IntToLongFunction QUIET = threads -> 80_000_000L / threads;
  private static final IntToLongFunction BUSY =
      threads -> threads == 1 ? 100_000_000L : 2_000_000_000L * threads;

  @Test
  void onAQuietMachineItKeepsAllThreadsAndTriesRarely() {
    ThreadTuner tuner = new ThreadTuner(8);

    // Two changes for each trial.
    assertThat(run(tuner, 2000, QUIET)).isLessThanOrEqualTo(12);
    assertThat(tuner.threads()).isEqualTo(8);
  }

  @Test
  void onABusyMachineItGoesDownToOneThreadAndComesBack() {
    ThreadTuner tuner = new ThreadTuner(2);
    run(tuner, 3, BUSY);
    assertThat(tuner.threads()).isEqualTo(1);

    run(tuner, 200, BUSY);
    assertThat(tuner.threads()).isEqualTo(1);

    run(tuner, 1200, QUIET);
    assertThat(tuner.threads()).isEqualTo(2);
  }

  @Test
  void aSuddenSlownessIsNoticedAtOnce() {
    ThreadTuner tuner = new ThreadTuner(2);
    run(tuner, 300, QUIET);
    assertThat(tuner.threads()).isEqualTo(2);

    run(tuner, 2, BUSY);
    assertThat(tuner.threads()).isEqualTo(1);
  }

  @Test
  void manyThreadsGoDownStepByStep() {
    ThreadTuner tuner = new ThreadTuner(16);

    run(tuner, 400, threads -> threads > 4 ? 1_000_000_000L * threads : 100_000_000L / threads);

    assertThat(tuner.threads()).isLessThanOrEqualTo(4);
  }

  @Test
  void oneThreadStaysOne() {
    ThreadTuner tuner = new ThreadTuner(1);

    assertThat(run(tuner, 100, BUSY)).isZero();
    assertThat(tuner.threads()).isEqualTo(1);
  }

  @Test
  void stepsOfAnotherSizeAreNotCompared() {
    ThreadTuner tuner = new ThreadTuner(4);
    for (int i = 0; i < 100; i++) {
      tuner.stepped(1 + i % 2, i % 2 == 0 ? 10_000_000L : 500_000_000L);
      assertThat(tuner.threads()).isEqualTo(4);
    }
  }

  /** Runs steps and counts those that did not have the threads of the step before. */
  private static int run(ThreadTuner tuner, int steps, IntToLongFunction nanos) {
    int changes = 0;
    for (int i = 0; i < steps; i++) {
      int threads = tuner.threads();
      tuner.stepped(1, nanos.applyAsLong(threads));
      changes += tuner.threads() == threads ? 0 : 1;
    }
    return changes;
  }
}
