package org.jackfield.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PluginLeftover;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.server.ServerFile;
import org.jackfield.spi.Health;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** {@code status}: which backends there are and which of them can serve. */
final class StatusCommand implements Command {
  private static final String JSON = "--json";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            this,
            "status",
            "Shows every backend and asks it whether it can serve, at no cost.",
            "jackfield status");
    Specs.explained(
        spec, "The generation counts the configurations that were in force since the start.");
    spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Invocation invocation) {
    try (Jackfield engine = invocation.open(invocation.narrator())) {
      List<BackendStatus> backends = engine.backends(true);
      List<PluginStatus> quarantined =
          engine.plugins().stream()
              .filter(plugin -> plugin.state() == PluginState.QUARANTINED)
              .toList();
      if (arguments.hasMatchedOption(JSON)) {
        invocation.out().line(Json.text(document(engine, backends, quarantined)));
      } else {
        print(engine, backends, quarantined, invocation.out());
        servers(invocation);
      }
    } catch (ConfigException e) {
      if (!arguments.hasMatchedOption(JSON)) {
        servers(invocation); // they go on with what was right before
      }
      throw e;
    }
    return ExitCode.OK;
  }

  private static void print(
      Jackfield engine, List<BackendStatus> backends, List<PluginStatus> quarantined, Output out) {
    Table table = new Table("BACKEND", "TYPE", "MODEL", "DATA", "STATE");
    for (BackendStatus backend : backends) {
      table.row(
          backend.name(),
          backend.type(),
          backend.model(),
          backend.data().toString(),
          words(backend));
    }
    table.print(out);
    out.line("");
    out.line("configuration generation " + engine.generation());
    engine.warnings().forEach(warning -> out.line(EscapeFilter.clean("warning: " + warning)));
    quarantined.forEach(plugin -> out.line(EscapeFilter.clean(PluginsCommands.quarantine(plugin))));
    for (PluginLeftover left : engine.leftovers()) {
      out.line(PluginsCommands.line(left.id(), left.version(), left.message()));
    }
  }

  /**
   * The servers of this user that run, whether the files are in force there, which backends are
   * left alone, and what plugins left behind.
   */
  private static void servers(Invocation invocation) {
    for (ServerFile.Running running : RunningServer.running(invocation.console().environment())) {
      String url = running.url().toString();
      try {
        RunningServer server = RunningServer.find(Optional.of(url), invocation);
        JsonNode ready = server.get("/readyz");
        String reason = ready.path("reason").asString("");
        invocation
            .out()
            .line(
                EscapeFilter.clean(
                    "server "
                        + url
                        + ": "
                        + ready.path("status").asString("")
                        + ", generation "
                        + ready.path("generation").asLong(0)
                        + ", config: "
                        + ready.path("config").asString("")
                        + (reason.isEmpty() ? "" : ": " + reason)));
        trouble(server).forEach(invocation.out()::line);
      } catch (FailureException e) {
        invocation.out().line(EscapeFilter.clean("server " + url + ": " + e.message()));
      }
    }
  }

  /**
   * Backends that a server leaves alone, and what plugins left behind in it; nothing for who may
   * not ask it.
   */
  private static List<String> trouble(RunningServer server) {
    List<String> lines = new ArrayList<>();
    try {
      for (JsonNode backend : server.get("/admin/backends").path("backends")) {
        String why = backend.path("left_alone").asString("");
        if (!why.isEmpty()) {
          String name = backend.path("name").asString("");
          lines.add(EscapeFilter.clean("server " + server.url() + ": " + name + ": " + why));
        }
      }
      for (JsonNode left : server.get("/admin/plugins").path("leftovers")) {
        String line =
            PluginsCommands.line(
                left.path("id").asString(""),
                left.path("version").asString(""),
                left.path("message").asString(""));
        lines.add("server " + server.url() + ": " + line);
      }
    } catch (FailureException e) {
      return List.of(); // it has admin keys, and none of them is known here
    }
    return lines;
  }

  private static String words(BackendStatus backend) {
    if (backend.problem().isPresent()) {
      return "unusable: " + backend.problem().get();
    }
    String state = backend.health().map(StatusCommand::words).orElse("not asked");
    return backend.circuit().map(why -> state + "; " + why).orElse(state);
  }

  private static String words(Health health) {
    String state =
        switch (health.state()) {
          case UP -> "up";
          case LOADING -> "not ready";
          case DOWN -> "down";
        };
    String detail = Narrator.withHint(health.detail(), health.hint());
    return detail.isEmpty() ? state : state + ": " + detail;
  }

  private static Map<String, Object> document(
      Jackfield engine, List<BackendStatus> backends, List<PluginStatus> quarantined) {
    List<Object> list = new ArrayList<>();
    for (BackendStatus backend : backends) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("name", backend.name());
      item.put("type", backend.type());
      item.put("model", backend.model());
      item.put("data", backend.data().toString());
      item.put("problem", backend.problem());
      item.put("left_alone", backend.circuit());
      item.put("state", backend.health().map(health -> state(health.state())));
      item.put("detail", backend.health().map(Health::detail));
      item.put("hint", backend.health().flatMap(Health::hint));
      list.add(item);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("generation", engine.generation());
    document.put("backends", list);
    document.put(
        "quarantined_plugins", quarantined.stream().map(PluginsCommands::document).toList());
    document.put(
        "plugin_leftovers", engine.leftovers().stream().map(PluginsCommands::document).toList());
    document.put("warnings", engine.warnings());
    return document;
  }

  private static String state(Health.State state) {
    return switch (state) {
      case UP -> "up";
      case LOADING -> "loading";
      case DOWN -> "down";
    };
  }
}
