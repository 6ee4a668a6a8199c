package org.jackfield.dist.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Another {@code model:} of an embedded backend, again and again, while it is asked: the new model
 * is loaded beside the old one, which answers meanwhile, and then the old one's memory is free. The
 * native library comes from the user's cache, where the program itself puts it when it is missing.
 */
final class ModelSwitches {
  private static final int CLIENTS = 3;
  private static final Duration THINK = Duration.ofMillis(10);

  /**
   * All of the heap from the start, and one arena of the C library: what grows then is what is held
   * outside of the heap, as the models are, and not what each new thread takes for itself.
   */
  private static final Map<String, String> SETTLED =
      Map.of(
          "JACKFIELD_JAVA_OPTS", "-Xms192m -Xmx192m -XX:+AlwaysPreTouch", "MALLOC_ARENA_MAX", "1");

  private static final Pattern ANYTHING = Pattern.compile("(?s)(.*)");

  private final Path home;
  private final Path folder;
  private final Plan plan;
  private final Consumer<String> progress;

  /**
   * How much to do.
   *
   * @param models to go between: names of the catalogue, or files
   * @param switches from one to the other
   * @param warmUp how many switches come before the first figures that count
   * @param mostGrowth of resident memory in kilobytes for each switch that is taken as none
   */
  record Plan(List<String> models, int switches, int warmUp, double mostGrowth) {
    Plan {
      models = List.copyOf(models);
    }
  }

  ModelSwitches(Path home, Path folder, Plan plan, Consumer<String> progress) {
    this.home = home;
    this.folder = folder;
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * What they showed.
   *
   * @param switches that were made
   * @param meanMillis from saving one to its being in force
   * @param answers what those who asked all the while got
   * @param samples of what the server held, always with the same model loaded
   * @param held what may not grow
   */
  record Outcome(
      int switches,
      double meanMillis,
      Load.Answers answers,
      List<Figures> samples,
      List<Held> held) {
    Outcome {
      samples = List.copyOf(samples);
      held = List.copyOf(held);
    }

    /** Everything that was promised and did not hold, in words. */
    List<String> broken() {
      List<String> broken = new ArrayList<>(answers.broken(switches));
      held.forEach(one -> one.broken(samples).ifPresent(broken::add));
      return broken;
    }

    /** A table of it in Markdown. */
    String table() {
      return String.format(
          Locale.ROOT,
          "%d switches of the model, in force after %.0f ms on average; %s.%n%n%s",
          switches,
          meanMillis,
          answers,
          Held.table(held, samples));
    }
  }

  /** Does it. */
  Outcome run() throws IOException, InterruptedException {
    Files.copy(home.resolve("config/models.yaml"), folder.resolve("models.yaml"));
    Files.writeString(folder.resolve("jackfield.yaml"), yaml(0));
    List<Figures> samples = new ArrayList<>();
    double millis = 0;
    try (Gateway gateway = Gateway.start(home, folder, SETTLED);
        Load load = Load.start(gateway.url(), CLIENTS, THINK, questions())) {
      for (int change = 1; change <= plan.switches(); change++) {
        String yaml = yaml(change);
        millis += gateway.change(() -> gateway.saveByRename(yaml));
        if (change >= plan.warmUp() && change % plan.models().size() == 0) {
          int seen = change;
          Figures figures = load.quiet(() -> Figures.of(gateway.pid(), seen));
          samples.add(figures);
          progress.accept(figures + "; " + load.answers());
        }
      }
      load.end();
      return new Outcome(
          plan.switches(),
          millis / plan.switches(),
          load.answers(),
          samples,
          List.of(
              new Held("resident memory, KB", Figures::residentKilobytes, plan.mostGrowth()),
              Held.HEAP,
              Held.CLASSES,
              Held.LOADERS,
              Held.THREADS,
              Held.FILES));
    }
  }

  private String yaml(int change) {
    return """
        llm:
          providers:
            - {name: local, type: llamacpp, n_threads: 1, model: "%s"}
        """
        .formatted(plan.models().get(change % plan.models().size()));
  }

  private static List<Question> questions() {
    return List.of(
        new Question("local", "Hi", false, ANYTHING, Question.Who.ANYBODY),
        new Question("local", "Hi", true, ANYTHING, Question.Who.ANYBODY));
  }
}
