package org.jackfield.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.spi.BackendException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * One run of the command line: parses, does the command, tells of errors. Never throws; the exit
 * code is one of {@link ExitCode}.
 */
public final class Cli {
  private final Console console;

  /** A run in those surroundings. */
  public Cli(Console console) {
    this.console = console;
  }

  /** Does what the arguments say and returns the exit code. */
  public int run(List<String> arguments) {
    boolean plain = arguments.contains("--no-color") || !console.colorful();
    Style errorStyle = new Style(!plain && console.terminals().err());
    Style style = new Style(!plain && console.terminals().out());
    Messages messages = new Messages(console.err(), console.richErrors(), errorStyle);
    Output out = new Output(console.out(), console.terminals().out(), style);
    try {
      int code = parseAndRun(spelled(arguments), out, messages);
      out.flush();
      return code;
    } catch (OutputException e) {
      if (!e.readerGone()) {
        messages.error("cannot write to standard output: " + e.getCause());
      }
      return e.readerGone() ? ExitCode.OK : ExitCode.FAILED;
    } catch (RuntimeException | IOException | Error e) {
      return tell(e, out, messages);
    }
  }

  /** {@code help chat} is another way to say {@code chat --help}. */
  private static List<String> spelled(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.getFirst().equals("help")) {
      return arguments;
    }
    List<String> spelled = new ArrayList<>(arguments.subList(1, arguments.size()));
    spelled.add("--help");
    return spelled;
  }

  private int parseAndRun(List<String> arguments, Output out, Messages messages)
      throws IOException {
    CommandLine line = new CommandLine(spec());
    configure(line);
    ParseResult result;
    try {
      result = line.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      tellUsage(e, messages);
      return ExitCode.USAGE;
    }
    List<ParseResult> levels = new ArrayList<>();
    for (ParseResult at = result; at != null; at = at.subcommand()) {
      levels.add(at);
    }
    ParseResult last = levels.getLast();
    CommandSpec spec = last.commandSpec();
    if (result.isVersionHelpRequested()) {
      out.line(Version.line());
      return ExitCode.OK;
    }
    if (levels.stream().anyMatch(ParseResult::isUsageHelpRequested)) {
      out.line(usage(spec, out.style().color()).stripTrailing());
      return ExitCode.OK;
    }
    if (!(spec.userObject() instanceof Command command)) {
      messages.line(usage(spec, messages.style().color()).stripTrailing());
      return ExitCode.USAGE;
    }
    Invocation invocation =
        new Invocation(
            console,
            out,
            messages,
            Specs.config(levels).map(Path::of),
            Specs.plugins(levels).stream().map(Path::of).toList());
    return command.run(last, invocation);
  }

  /** All commands. */
  static CommandSpec spec() {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    commands.put("chat", new ChatCommand().spec());
    commands.put("serve", new ServeCommand().spec());
    commands.put("status", new StatusCommand().spec());
    commands.put("explain", new ExplainCommand().spec());
    commands.put("plugins", PluginsCommands.spec());
    commands.put("config", ConfigCommands.spec());
    commands.put("models", ModelsCommands.spec());
    commands.put("prompts", PromptsCommands.spec());
    CommandSpec root =
        Specs.group(
            "jackfield",
            "One engine for every LLM; each backend is a plugin.",
            commands,
            "jackfield chat \"Why is the sky blue?\"");
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .type(boolean.class)
            .arity("0")
            .description("Shows the version.")
            .build());
    Specs.addCommonOptions(root);
    return root;
  }

  /** A prompt is taken as it is: no {@code @file}, no variables, no quotes to strip. */
  private static void configure(CommandLine line) {
    line.setExpandAtFiles(false);
    line.setTrimQuotes(false);
    line.setInterpolateVariables(false);
    line.setOverwrittenOptionsAllowed(true);
  }

  private static String usage(CommandSpec spec, boolean color) {
    return spec.commandLine().getUsageMessage(color ? Ansi.ON : Ansi.OFF);
  }

  private static void tellUsage(ParameterException e, Messages messages) {
    List<String> lines = UsageWords.lines(e);
    messages.error(lines.getFirst());
    lines.stream().skip(1).forEach(messages::line);
    messages.line("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
  }

  private int tell(Throwable e, Output out, Messages messages) {
    boolean debug = console.environment().find("JACKFIELD_DEBUG").isPresent();
    if (debug) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      messages.line(trace.toString());
    }
    out.endLine();
    switch (e) {
      case UsageException usage -> {
        messages.error(usage.message());
        return ExitCode.USAGE;
      }
      case ConfigException config -> messages.error(String.valueOf(config.getMessage()));
      case EngineException failed ->
          messages.error(Narrator.withHint(failed.message(), failed.hint()));
      case BackendException failed ->
          messages.error(Narrator.withHint(failed.message(), failed.hint()));
      case FailureException failed -> messages.error(failed.message());
      case OutOfMemoryError failed ->
          messages.error(
              "out of memory ("
                  + failed.getMessage()
                  + "). Give it more, as with: JACKFIELD_JAVA_OPTS=-Xmx4g");
      case IOException failed -> messages.error(String.valueOf(failed.getMessage()));
      default ->
          messages.error(
              "a fault in Jackfield itself: "
                  + e
                  + (debug ? "" : ". Set JACKFIELD_DEBUG=1 to see where."));
    }
    return ExitCode.FAILED;
  }
}
