package org.jackfield.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PluginLeftover;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.plugin.ClassFinding;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.engine.plugin.TypeDescription;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code plugins}: what is installed and what it takes. */
final class PluginsCommands {
  private static final String JSON = "--json";
  private static final int SHORT_DIGEST = 12;

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
    item.put("signature", plugin.vetting().signature().toString());
    item.put("signer", plugin.vetting().signer());
    item.put("findings", plugin.vetting().findings().stream().map(PluginsCommands::item).toList());
    item.put("allowed_by", plugin.vetting().allowedBy());
    item.put("state", plugin.state().toString());
    item.put("reason", plugin.reason());
    return item;
  }

  private static Map<String, Object> item(ClassFinding finding) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("kind", finding.kind().toString());
    item.put("how", finding.how());
    item.put("classes", finding.classes());
    return item;
  }

  /** One line about a plugin that is quarantined. */
  static String quarantine(PluginStatus plugin) {
    return "plugin " + plugin.id() + " is quarantined: " + plugin.reason().orElse("");
  }

  static Map<String, Object> document(PluginLeftover left) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", left.id());
    item.put("version", left.version());
    item.put("sha256", left.sha256());
    item.put("kind", left.kind().toString());
    item.put("since", left.since().toString());
    item.put("threads", left.threads());
    item.put("message", left.message());
    return item;
  }

  /** What a plugin left behind, as a line for people. */
  static String line(String id, String version, String message) {
    return EscapeFilter.clean("plugin " + id + " " + version + " left something: " + message);
  }

  /** {@code plugins list}. */
  private static final class ListThem implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "list",
              "Lists the plugins, who vouches for each, and why some are quarantined.",
              "jackfield plugins list",
              "jackfield plugins list --plugins my-plugins");
      Specs.explained(
          spec,
          "SIGNATURE is: shipped (the distribution was built with this very file), listed (its digest"
              + " is in plugins.trusted.sha256), trusted (signed by a certificate of"
              + " plugins.trusted.certificates, or by one that it issued), signed (by somebody else),"
              + " unsigned, broken (changed after it was signed), or unchecked (refused before).");
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
        print(plugins, invocation.out());
        for (PluginLeftover left : engine.leftovers()) {
          invocation.out().line(line(left.id(), left.version(), left.message()));
        }
        engine.warnings().forEach(warning -> invocation.messages().line("warning: " + warning));
      }
      return ExitCode.OK;
    }

    /** The reasons stand below the table: they are long, and would push its last column away. */
    private static void print(List<PluginStatus> plugins, Output out) {
      Table table =
          new Table("PLUGIN", "VERSION", "SHA-256", "SIGNATURE", "TYPES", "STATE", "FILE");
      for (PluginStatus plugin : plugins) {
        String sha256 = plugin.sha256();
        table.row(
            plugin.id(),
            plugin.version(),
            sha256.substring(0, Math.min(SHORT_DIGEST, sha256.length())),
            plugin.vetting().signature().toString(),
            String.join(", ", plugin.types()),
            plugin.state().toString(),
            plugin.file().toString());
      }
      table.print(out);
      plugins.stream()
          .filter(plugin -> plugin.state() == PluginState.QUARANTINED)
          .forEach(plugin -> out.line(EscapeFilter.clean(quarantine(plugin))));
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
      Optional<PluginStatus> quarantined =
          plugins.stream().filter(plugin -> plugin.types().contains(type)).findFirst();
      if (quarantined.isPresent()) {
        return "the backend type '" + type + "': its " + quarantine(quarantined.get());
      }
      return "no installed plugin brings the backend type '"
          + type
          + "'. Installed types: "
          + plugins.stream()
              .filter(plugin -> plugin.state() == PluginState.READY)
              .flatMap(plugin -> plugin.types().stream())
              .sorted()
              .collect(Collectors.joining(", "));
    }
  }
}
