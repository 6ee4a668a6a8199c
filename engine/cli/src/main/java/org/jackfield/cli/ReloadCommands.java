package org.jackfield.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** What an operator does to the configuration of a server that runs. */
final class ReloadCommands {
  private static final String JSON = "--json";
  private static final String SERVER = "--server";

  private ReloadCommands() {}

  static void addTo(Map<String, CommandSpec> commands) {
    commands.put("plan", new Plan().spec());
    commands.put("apply", new Apply().spec());
    commands.put("history", new History().spec());
    commands.put("rollback", new Rollback().spec());
  }

  static CommandSpec spec(Command command, String name, String description) {
    return withOptions(Specs.command(command, name, description, "jackfield config " + name));
  }

  /** Adds what every command has that may ask a server. */
  static CommandSpec withOptions(CommandSpec spec) {
    spec.addOption(
        Specs.text(SERVER, "URL", "The server, when several run or it runs elsewhere.").build());
    spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
    return spec;
  }

  static RunningServer server(ParseResult arguments, Invocation invocation) {
    return RunningServer.find(Specs.value(arguments, SERVER), invocation);
  }

  /** The server that was named, or the one that runs; empty when none was named and none runs. */
  static Optional<RunningServer> serverIfAny(ParseResult arguments, Invocation invocation) {
    boolean named = Specs.value(arguments, SERVER).isPresent();
    return named || RunningServer.any(invocation)
        ? Optional.of(server(arguments, invocation))
        : Optional.empty();
  }

  /** Prints it as it came, when that is wanted. */
  static boolean json(ParseResult arguments, Invocation invocation, JsonNode answer) {
    if (arguments.hasMatchedOption(JSON)) {
      invocation.out().line(EscapeFilter.clean(answer.toString()));
      return true;
    }
    return false;
  }

  static void print(JsonNode plan, Output out) {
    for (JsonNode change : plan.path("changes")) {
      String name = change.path("name").asString("");
      String reason = change.path("reason").asString("");
      out.line(
          EscapeFilter.clean(
              sign(change.path("change").asString(""))
                  + " "
                  + change.path("what").asString("")
                  + (name.isEmpty() ? "" : " " + name)
                  + " "
                  + change.path("change").asString("")
                  + (reason.isEmpty() ? "" : ": " + reason)));
    }
    List<String> kept = new ArrayList<>();
    plan.path("carried_over").forEach(backend -> kept.add(backend.asString("")));
    if (!kept.isEmpty()) {
      out.line(EscapeFilter.clean("= carried over: " + String.join(", ", kept)));
    }
    plan.path("warnings")
        .forEach(warning -> out.line(EscapeFilter.clean("warning: " + warning.asString(""))));
  }

  private static String sign(String change) {
    return switch (change) {
      case "added" -> "+";
      case "removed" -> "-";
      case "unusable" -> "!";
      default -> "~";
    };
  }

  /** {@code config plan}. */
  private static final class Plan implements Command {
    @Override
    public CommandSpec spec() {
      return ReloadCommands.spec(
          this,
          "plan",
          "Shows what the files would change in the server that runs; changes nothing.");
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      JsonNode plan = server(arguments, invocation).get("/admin/plan");
      if (!json(arguments, invocation, plan)) {
        if (plan.path("changes").isEmpty()) {
          invocation.out().line("Nothing would change.");
        }
        print(plan, invocation.out());
      }
      return ExitCode.OK;
    }
  }

  static void report(ParseResult arguments, Invocation invocation, JsonNode report) {
    if (json(arguments, invocation, report)) {
      return;
    }
    JsonNode plan = report.path("plan");
    print(plan, invocation.out());
    String generation = "generation " + report.path("generation").asLong(0);
    invocation
        .out()
        .line(
            plan.path("changes").isEmpty()
                ? "Nothing to change; " + generation + " goes on."
                : generation + " serves.");
  }

  /** {@code config apply}. */
  private static final class Apply implements Command {
    @Override
    public CommandSpec spec() {
      return ReloadCommands.spec(
          this,
          "apply",
          "Puts in force what the files say, and ends a rollback. The server does so by itself when"
              + " files change, unless reload.watch is false.");
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      report(arguments, invocation, server(arguments, invocation).post("/admin/reload", ""));
      return ExitCode.OK;
    }
  }

  /** {@code config rollback}. */
  private static final class Rollback implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          ReloadCommands.spec(
              this,
              "rollback",
              "Goes back to an earlier generation, by default the one before, and keeps it whatever"
                  + " the files say, until 'config apply'.");
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("0")
              .arity("0..1")
              .paramLabel("GENERATION")
              .type(String.class)
              .description("Its number, as 'config history' shows it.")
              .build());
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      Optional<String> wanted = Specs.words(arguments).stream().findFirst();
      if (wanted.isPresent() && !wanted.get().matches("[0-9]{1,18}")) {
        throw new UsageException("'" + wanted.get() + "' is not the number of a generation");
      }
      String body =
          wanted.map(number -> "{\"generation\": " + Long.parseLong(number) + "}").orElse("");
      report(arguments, invocation, server(arguments, invocation).post("/admin/rollback", body));
      return ExitCode.OK;
    }
  }

  /** {@code config history}. */
  private static final class History implements Command {
    @Override
    public CommandSpec spec() {
      return ReloadCommands.spec(
          this, "history", "Lists the last generations of the configuration.");
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      RunningServer server = server(arguments, invocation);
      JsonNode history = server.get("/admin/history");
      if (json(arguments, invocation, history)) {
        return ExitCode.OK;
      }
      Table table = new Table("GENERATION", "SINCE", "SOURCE", "CHANGES");
      for (JsonNode generation : history.path("generations")) {
        List<String> changes = new ArrayList<>();
        for (JsonNode change : generation.path("plan").path("changes")) {
          changes.add(
              (change.path("what").asString("") + " " + change.path("name").asString("")).strip()
                  + " "
                  + change.path("change").asString("")
                  + (change.path("reason").asString("").isEmpty()
                      ? ""
                      : ": " + change.path("reason").asString("")));
        }
        table.row(
            String.valueOf(generation.path("generation").asLong(0)),
            generation.path("since").asString(""),
            EscapeFilter.clean(generation.path("source").asString("")),
            EscapeFilter.clean(String.join("; ", changes)));
      }
      table.print(invocation.out());
      JsonNode state = server.get("/admin/config");
      if (state.has("pinned_at")) {
        invocation
            .out()
            .line(
                "Pinned at generation "
                    + state.path("pinned_at").asLong(0)
                    + (state.path("files_wait").asBoolean(false)
                        ? "; newer files wait for: jackfield config apply"
                        : ""));
      }
      return ExitCode.OK;
    }
  }
}
