package org.jackfield.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** How commands describe themselves: one look for all help texts, and no reflection at start. */
final class Specs {
  private static final String CONFIG = "--config";
  private static final String PLUGINS = "--plugins";
  private static final String NO_COLOR = "--no-color";

  private Specs() {}

  /** A command with its one-line description and the examples that end its help. */
  static CommandSpec command(Command command, String name, String description, String... examples) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
    return described(spec, name, description, examples);
  }

  /** Says more in the command's own help than its one line in the list of commands. */
  static CommandSpec explained(CommandSpec spec, String more) {
    spec.usageMessage().description(spec.usageMessage().description()[0], more);
    return spec;
  }

  /** A command that only holds others; the example is of one of them. */
  static CommandSpec group(
      String name, String description, Map<String, CommandSpec> commands, String example) {
    CommandSpec spec = CommandSpec.create();
    described(spec, name, description, example);
    commands.forEach(spec::addSubcommand);
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    return spec;
  }

  private static CommandSpec described(
      CommandSpec spec, String name, String description, String... examples) {
    spec.name(name);
    spec.usageMessage()
        .description(description)
        .sortOptions(false)
        .sortSynopsis(false)
        .abbreviateSynopsis(true)
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%n")
        .commandListHeading("%nCommands:%n");
    if (examples.length > 0) {
      spec.usageMessage().footerHeading(examples.length == 1 ? "%nExample:%n" : "%nExamples:%n");
      spec.usageMessage().footer(indented(examples));
    }
    return spec;
  }

  private static String[] indented(String[] examples) {
    String[] lines = new String[examples.length];
    for (int i = 0; i < examples.length; i++) {
      lines[i] = "  " + examples[i];
    }
    return lines;
  }

  /** Adds the options that every command has, at every level. */
  static void addCommonOptions(CommandSpec spec) {
    spec.addOption(
        text(CONFIG, "PATH", "Configuration file or folder (else $JACKFIELD_CONFIG).").build());
    spec.addOption(
        OptionSpec.builder(PLUGINS)
            .paramLabel("DIR")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .description("A further folder of plugin jars; may be repeated.")
            .build());
    spec.addOption(flag(NO_COLOR, "No colour, whatever the terminal.").build());
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .arity("0")
            .description("Shows this help.")
            .build());
    spec.subcommands().values().forEach(sub -> addCommonOptions(sub.getCommandSpec()));
  }

  /** An option that takes a text. */
  static OptionSpec.Builder text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .arity("1")
        .description(description);
  }

  /** An option that takes a whole number. */
  static OptionSpec.Builder number(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(int.class)
        .arity("1")
        .converters(Specs::wholeNumber)
        .description(description);
  }

  private static Integer wholeNumber(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("no whole number");
    }
  }

  /** An option that takes a number. */
  static OptionSpec.Builder decimal(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(double.class)
        .arity("1")
        .converters(Specs::decimalNumber)
        .description(description);
  }

  private static Double decimalNumber(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("no number");
    }
  }

  /** An option that is there or not. */
  static OptionSpec.Builder flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description);
  }

  /** The one argument a command needs. */
  static PositionalParamSpec argument(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .required(true)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  /** Any number of words. */
  static PositionalParamSpec words(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity("0..*")
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description)
        .build();
  }

  /** The words that were given. */
  static List<String> words(ParseResult arguments) {
    return arguments.matchedPositionals().stream()
        .flatMap(positional -> positional.stringValues().stream())
        .toList();
  }

  /** The text of that option, when it was given. */
  static Optional<String> value(ParseResult arguments, String option) {
    return arguments.hasMatchedOption(option)
        ? Optional.of(arguments.matchedOption(option).stringValues().getLast())
        : Optional.empty();
  }

  /** The configuration that was named, at whatever level; the innermost wins. */
  static Optional<String> config(List<ParseResult> levels) {
    return levels.stream()
        .flatMap(level -> value(level, CONFIG).stream())
        .reduce((outer, inner) -> inner);
  }

  /** All plugin folders that were named, at whatever level. */
  static List<String> plugins(List<ParseResult> levels) {
    return levels.stream()
        .filter(level -> level.hasMatchedOption(PLUGINS))
        .flatMap(level -> level.matchedOption(PLUGINS).stringValues().stream())
        .toList();
  }

  /** Whether colour was switched off, at whatever level. */
  static boolean noColor(List<ParseResult> levels) {
    return levels.stream().anyMatch(level -> level.hasMatchedOption(NO_COLOR));
  }
}
