package org.jackfield.dist.soak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Many switches of a model, for {@code bench/run switch}. */
public final class ModelSwitchesProgram {
  private static final double MOST_GROWTH_KILOBYTES = 1024;

  private ModelSwitchesProgram() {}

  /**
   * {@code HOME SWITCHES MODEL MODEL}: prints a table; exit code 1 when something that was promised
   * did not hold.
   */
  public static void main(String... arguments) throws Exception {
    int switches = Integer.parseInt(arguments[1]);
    ModelSwitches.Plan plan =
        new ModelSwitches.Plan(
            List.of(arguments[2], arguments[3]),
            switches,
            Math.max(1, switches / 5),
            MOST_GROWTH_KILOBYTES);
    Path folder = Files.createTempDirectory("jackfield-switches");
    ModelSwitches.Outcome outcome =
        new ModelSwitches(Path.of(arguments[0]), folder, plan, System.err::println).run();
    System.out.print(outcome.table());
    List<String> broken = outcome.broken();
    broken.forEach(System.err::println);
    System.exit(broken.isEmpty() ? 0 : 1);
  }
}
