package org.jackfield.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.plugin.TypeDescription;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code plugins}: what is installed and what it takes. */
final class PluginsCommands {
  private static final String JSON = "--json";

  private PluginsCommands() {}

  static CommandSpec spec() {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    commands.put("list", new ListThem().spec());
    commands.put("describe", new Describe().spec());
    return Specs.group(
        "plugins",
        "Shows the plugins and the backend types they bring.",
        commands,
        "jackfield plugins list");
  }

  static Map<String, Object> document(PluginStatus plugin) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", plugin.id());
    item.put("version", plugin.version());
    item.put("types", plugin.types());
    item.put("file", plugin.file().toString());
    item.put("sha256", plugin.sha256());
    item.put("problem", plugin.problem());
    return item;
  }

  /** {@code plugins list}. */
  private static final class ListThem implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "list",
              "Lists the plugins, the broken ones with their reason.",
              "jackfield plugins list",
              "jackfield plugins list --plugins my-plugins");
      spec.addOption(Specs.flag(JSON, "Prints one JSON document.").build());
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        List<PluginStatus> plugins = engine.plugins();
        if (arguments.hasMatchedOption(JSON)) {
          invocation
              .out()
              .line(Json.text(plugins.stream().map(PluginsCommands::document).toList()));
          return ExitCode.OK;
        }
        Table table = new Table("PLUGIN", "VERSION", "TYPES", "STATE", "FILE");
        for (PluginStatus plugin : plugins) {
          table.row(
              plugin.id(),
              plugin.version(),
              String.join(", ", plugin.types()),
              plugin.problem().map(problem -> "broken: " + problem).orElse("ok"),
              plugin.file().toString());
        }
        table.print(invocation.out());
      }
      return ExitCode.OK;
    }
  }

  /** {@code plugins describe}. */
  private static final class Describe implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "describe",
              "Shows what may be configured for a backend type.",
              "jackfield plugins describe ollama");
      spec.addPositional(Specs.argument("TYPE", "A backend type."));
      return spec;
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      String type = Specs.words(arguments).getFirst();
      try (Jackfield engine = invocation.open(invocation.narrator())) {
        TypeDescription description =
            engine
                .describe(type)
                .orElseThrow(() -> new FailureException(unknown(type, engine.plugins())));
        invocation.out().line(EscapeFilter.clean(description.render()).stripTrailing());
      }
      return ExitCode.OK;
    }

    private static String unknown(String type, List<PluginStatus> plugins) {
      return "no installed plugin brings the backend type '"
          + type
          + "'. Installed types: "
          + plugins.stream()
              .filter(plugin -> plugin.problem().isEmpty())
              .flatMap(plugin -> plugin.types().stream())
              .sorted()
              .collect(Collectors.joining(", "));
    }
  }
}
