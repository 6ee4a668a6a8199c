package org.jackfield.dist.soak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The long soak, for {@code bench/run soak}. */
public final class SoakProgram {
  private static final int WARM_UP_SHARE = 10;
  private static final int SAMPLES = 40;

  private SoakProgram() {}

  /**
   * {@code HOME RELOADS REPLACEMENTS}: prints a table; exit code 1 when something that was promised
   * did not hold.
   */
  public static void main(String... arguments) throws Exception {
    int reloads = Integer.parseInt(arguments[1]);
    int replacements = Integer.parseInt(arguments[2]);
    int changes = reloads + replacements;
    Soak.Plan plan =
        new Soak.Plan(
            reloads,
            replacements,
            Math.max(1, changes / WARM_UP_SHARE),
            Math.max(1, changes / SAMPLES));
    Path folder = Files.createTempDirectory("jackfield-soak");
    SoakOutcome outcome = new Soak(Path.of(arguments[0]), folder, plan, System.err::println).run();
    System.out.print(outcome.table());
    List<String> broken = outcome.broken();
    broken.forEach(System.err::println);
    System.exit(broken.isEmpty() ? 0 : 1);
  }
}
