package org.jackfield.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in words instead of the parser's own. */
final class UsageWords {
  private UsageWords() {}

  /** The mistake, and below it what may have been meant. */
  static List<String> lines(ParameterException mistake) {
    return switch (mistake) {
      case UnmatchedArgumentException unmatched -> unmatched(unmatched);
      case MissingParameterException missing when !missing.getMissing().isEmpty() ->
          List.of(missing(missing.getMissing()));
      default -> List.of(wrong(mistake));
    };
  }

  private static List<String> unmatched(UnmatchedArgumentException unmatched) {
    String first = unmatched.getUnmatched().getFirst();
    boolean option = first.length() > 1 && first.startsWith("-");
    boolean group = !unmatched.getCommandLine().getSubcommands().isEmpty();
    String mistake =
        option
            ? "there is no option '" + first + "'"
            : group
                ? "there is no command '" + first + "'"
                : "'" + first + "' is one word too many";
    List<String> near = unmatched.getSuggestions();
    if (first.contains(" ")) {
      String dashes = option ? "-- " : "";
      return List.of(mistake, "To ask it, say: jackfield chat " + dashes + "\"" + first + "\"");
    } else if (!near.isEmpty()) {
      return List.of(mistake, "Did you mean: " + String.join(", ", near));
    } else if (option) {
      return List.of(mistake, "To say it as part of a prompt, put -- before it.");
    }
    return List.of(mistake);
  }

  private static String missing(List<ArgSpec> missing) {
    return missing.stream()
        .map(
            argument ->
                argument instanceof OptionSpec option
                    ? option.longestName() + " needs a value: " + option.paramLabel()
                    : "there is no " + argument.paramLabel())
        .collect(Collectors.joining("; "));
  }

  private static String wrong(ParameterException mistake) {
    if (mistake.getArgSpec() instanceof OptionSpec option && mistake.getValue() != null) {
      String why =
          mistake.getCause() instanceof TypeConversionException cause
              ? ", which is " + cause.getMessage()
              : ", which it cannot be";
      return option.longestName() + " is '" + mistake.getValue() + "'" + why;
    }
    return String.valueOf(mistake.getMessage()).lines().findFirst().orElse("unknown usage");
  }
}
