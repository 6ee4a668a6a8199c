package org.jackfield.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.config.SettingsChange;
import org.jackfield.server.AdminJson;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code config set} and {@code unset}: change settings without an editor. A server that runs for
 * the configuration is asked to, so that it refuses what it cannot serve; without one, they are
 * checked here.
 */
final class SettingsCommands {
  private SettingsCommands() {}

  static void addTo(Map<String, CommandSpec> commands) {
    commands.put("set", new Set().spec());
    commands.put("unset", new Unset().spec());
  }

  private static CommandSpec spec(CommandSpec spec, String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("1..*")
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(description)
            .build());
    return ReloadCommands.withOptions(spec);
  }

  private static int change(ParseResult arguments, Invocation invocation, SettingsChange change) {
    Optional<RunningServer> server = ReloadCommands.serverIfAny(arguments, invocation);
    if (server.isPresent()) {
      ReloadCommands.report(
          arguments, invocation, server.get().post("/admin/settings", body(change)));
      return ExitCode.OK;
    }
    try (Jackfield engine = invocation.open(invocation.narrator())) {
      ObjectNode plan = AdminJson.of(engine.save(change));
      if (!ReloadCommands.json(arguments, invocation, plan)) {
        ReloadCommands.print(plan, invocation.out());
        invocation.out().line("Saved.");
      }
      return ExitCode.OK;
    }
  }

  private static String body(SettingsChange change) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode set = body.putObject("set");
    change.set().forEach(set::put);
    change.unset().forEach(body.putArray("unset")::add);
    return body.toString();
  }

  /** {@code config set}. */
  private static final class Set implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "set",
              "Changes settings, in the server that runs and for every later start.",
              "jackfield config set llm.providers.laptop.model=qwen3-0.6b",
              "jackfield config set 'llm.fallback_order=[laptop, claude]' reload.drain=2m");
      return SettingsCommands.spec(
          Specs.explained(
              spec,
              "They are kept in a file of the data folder, one for each configuration, which is"
                  + " merged over the configuration's own files and shown by 'config show'. All of"
                  + " them change, or none."),
          "KEY=VALUE",
          "A key as in llm.providers.NAME.model, and its value as YAML.");
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      Map<String, String> set = new LinkedHashMap<>();
      for (String word : Specs.words(arguments)) {
        int equals = word.indexOf('=');
        if (equals < 1) {
          throw new UsageException("'" + word + "' is not KEY=VALUE, such as reload.drain=2m");
        }
        set.put(word.substring(0, equals), word.substring(equals + 1));
      }
      return change(arguments, invocation, new SettingsChange(set, List.of()));
    }
  }

  /** {@code config unset}. */
  private static final class Unset implements Command {
    @Override
    public CommandSpec spec() {
      CommandSpec spec =
          Specs.command(
              this,
              "unset",
              "Takes back what 'config set' changed, so that the files rule again.",
              "jackfield config unset llm.providers.laptop.model");
      return SettingsCommands.spec(spec, "KEY", "A key that was set, or all below one.");
    }

    @Override
    public int run(ParseResult arguments, Invocation invocation) {
      return change(arguments, invocation, new SettingsChange(Map.of(), Specs.words(arguments)));
    }
  }
}
