package org.jackfield.dist.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Switches between two tiny models, in a short form; {@code bench/run switch} does a hundred, with
 * the default model.
 */
class ModelSwitchesIT {
  private static final Path HOME = Path.of(System.getProperty("jackfield.home", ""));
  private static final Path TINY =
      Path.of(System.getProperty("jackfield.clone", ""))
          .resolve("plugins/llamacpp/src/test/resources/org/jackfield/plugin/llamacpp")
          .resolve("tiny-llama.gguf");

  /** The history of generations is full by then, the code is compiled, the arenas are there. */
  private static final int WARM_UP = 40;

  /** A loaded tiny model takes more than twice as much. */
  private static final double MOST_GROWTH_KILOBYTES = 1536;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void switching_models_under_load_fails_no_request_and_frees_the_old_model() throws Exception {
    Path one = Files.copy(TINY, folder.resolve("one.gguf"));
    Path other = Files.copy(TINY, folder.resolve("other.gguf"));
    ModelSwitches.Plan plan =
        new ModelSwitches.Plan(
            List.of(one.toString(), other.toString()), 60, WARM_UP, MOST_GROWTH_KILOBYTES);

    ModelSwitches.Outcome outcome =
        new ModelSwitches(HOME, folder, plan, System.out::println).run();

    System.out.println(outcome.table());
    assertThat(outcome.broken()).isEmpty();
  }
}
