package org.jackfield.dist.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The soak in its short form; {@code bench/run soak} is the long one. */
class SoakIT {
  private static final Path HOME = Path.of(System.getProperty("jackfield.home", ""));

  /** The history of generations is full by then, the code compiled that a reload needs. */
  private static final int WARM_UP = 24;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void reloads_and_new_plugins_under_load_fail_no_request_rebuild_nothing_and_hold_nothing()
      throws Exception {
    Soak.Plan plan = new Soak.Plan(40, 20, WARM_UP, 4);

    SoakOutcome outcome = new Soak(HOME, folder, plan, System.out::println).run();

    System.out.println(outcome.table());
    assertThat(outcome.broken()).isEmpty();
  }
}
