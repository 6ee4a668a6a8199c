package org.jackfield.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
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
    SettingsCommands.addTo(commands);
    ReloadCommands.addTo(commands);
    return Specs.group(
        "config",
        "Checks, shows and changes the configuration.",
        commands,
        "jackfield config check");
  }

  /** {@code config check}. */
  private static final class Check implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "check",
              "Checks the configuration and lists everything that is wrong with it.",
              "jackfield config check --config my.yaml");
      return Specs.explained(
          spec,
          "Lists every backend that cannot be used yet, too. Ends with 0 when the configuration is"
              + " right and some backend can serve, with 1 otherwise. Asks nobody.");
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      Output out = invocation.out();
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        engine.warnings().forEach(line -> out.line(EscapeFilter.clean("warning: " + line)));
        int unusable = 0;
        for (BackendStatus backend : engine.backends(false)) {
          if (backend.problem().isPresent()) {
            unusable++;
            out.line(
                EscapeFilter.clean("unusable: " + backend.name() + ": " + backend.problem().get()));
          }
        }
        List<String> idle = idleChains(engine);
        idle.forEach(chain -> out.line(EscapeFilter.clean("no backend can serve: " + chain)));
        boolean all = idle.size() == engine.profiles().size() + 1;
        if (all) {
          invocation.messages().error("no backend can serve any call");
          return ExitCode.FAILED;
        }
        out.line(
            out.style().green("ok")
                + ": "
                + counted(engine.backends(false).size(), "backend")
                + (unusable == 0 ? "" : ", " + unusable + " of them unusable")
                + ", "
                + counted(engine.profiles().size(), "profile"));
        return ExitCode.OK;
      } catch (ConfigException e) {
        e.problems().forEach(problem -> out.line(EscapeFilter.clean(problem.toString())));
        e.missing().forEach(reason -> out.line(EscapeFilter.clean("unusable: " + reason)));
        invocation.messages().error(counted(e.problems().size(), "problem") + " found");
        return ExitCode.FAILED;
      }
    }

    /** The chains, each by its name, in which nobody can serve a plain question. */
    private static List<String> idleChains(Jackfield engine) {
      List<String> idle = new ArrayList<>();
      if (idle(engine, CallOptions.NONE)) {
        idle.add("a call that names nothing");
      }
      for (String profile : engine.profiles()) {
        if (idle(engine, CallOptions.NONE.withProfile(profile))) {
          idle.add("the profile " + profile);
        }
      }
      return idle;
    }

    private static boolean idle(Jackfield engine, CallOptions options) {
      ChatRequest request = ChatRequest.builder().message(Message.user("")).build();
      return engine.explain(request, options).chosen().isEmpty();
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
