package org.jackfield.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code config}: whether the configuration holds, and what it comes to. */
final class ConfigCommands {
  private static final String JSON = "--json";

  private ConfigCommands() {}

  static CommandSpec spec() {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    commands.put("check", new Check().spec());
    commands.put("show", new Show().spec());
    return Specs.group("config", "Checks and shows the configuration.", commands);
  }

  /** {@code config check}. */
  private static final class Check implements Command {
    @Override
    public CommandSpec spec() {
      return Specs.command(
          this,
          "check",
          "Checks the configuration and lists everything that is wrong with it.",
          "jackfield config check --config my.yaml");
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        List<String> unusable = new ArrayList<>();
        for (BackendStatus backend : engine.backends(false)) {
          backend
              .problem()
              .ifPresent(problem -> unusable.add("backend " + backend.name() + ": " + problem));
        }
        engine
            .warnings()
            .forEach(line -> invocation.out().line(EscapeFilter.clean("warning: " + line)));
        unusable.forEach(line -> invocation.out().line(EscapeFilter.clean(line)));
        int backends = engine.backends(false).size();
        invocation
            .out()
            .line(
                invocation.out().style().green("ok")
                    + ": "
                    + counted(backends, "backend")
                    + (unusable.isEmpty() ? "" : ", " + unusable.size() + " not usable yet")
                    + ", "
                    + counted(engine.profiles().size(), "profile"));
        return ExitCode.OK;
      } catch (ConfigException e) {
        for (ConfigProblem problem : e.problems()) {
          invocation.out().line(EscapeFilter.clean(problem.toString()));
        }
        invocation.messages().error(counted(e.problems().size(), "problem") + " found");
        return ExitCode.FAILED;
      }
    }

    private static String counted(int count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }
  }

  /** {@code config show}. */
  private static final class Show implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "show",
              "Shows the configuration in effect, each value with where it comes from; secrets are"
                  + " masked.",
              "jackfield config show");
      spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        String text =
            arguments.hasMatchedOption(JSON) ? engine.config().json() : engine.config().yaml();
        invocation.out().line(EscapeFilter.clean(text).stripTrailing());
      }
      return ExitCode.OK;
    }
  }
}
