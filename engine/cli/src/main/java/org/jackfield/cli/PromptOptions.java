package org.jackfield.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.PromptRequest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that name a prompt template and fill it. */
final class PromptOptions {
  /** The option that names the template. */
  static final String PROMPT = "--prompt";

  private static final String VARIABLE = "--var";
  private static final String FROM_FILE = "@";
  private static final String STANDARD_INPUT = "-";

  private PromptOptions() {}

  /** Adds both. */
  static void addTo(CommandSpec spec) {
    spec.addOption(
        Specs.text(PROMPT, "NAME", "Asks with this prompt template; see: jackfield prompts list.")
            .build());
    addVariablesTo(spec);
  }

  /** Adds the one that fills a template. */
  static void addVariablesTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(VARIABLE)
            .paramLabel("NAME=VALUE")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .description(
                "A variable of the template; may be repeated, for a list with the same name."
                    + " NAME=@FILE takes a file's text, NAME=@- standard input's, NAME=@@TEXT"
                    + " begins with an @.")
            .build());
  }

  /**
   * The template that the arguments name, filled.
   *
   * @throws UsageException when a variable is written wrongly or its file is not text
   */
  static Optional<PromptRequest> template(ParseResult arguments, Console console)
      throws IOException {
    Optional<String> name = Specs.value(arguments, PROMPT);
    if (name.isEmpty()) {
      if (arguments.hasMatchedOption(VARIABLE)) {
        throw new UsageException(VARIABLE + " fills a template; name one with " + PROMPT);
      }
      return Optional.empty();
    }
    return Optional.of(filled(name.get(), arguments, console));
  }

  /**
   * That template, filled as the arguments say.
   *
   * @throws UsageException when a variable is written wrongly or its file is not text
   */
  static PromptRequest filled(String name, ParseResult arguments, Console console)
      throws IOException {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (arguments.hasMatchedOption(VARIABLE)) {
      for (String given : arguments.matchedOption(VARIABLE).stringValues()) {
        int equals = given.indexOf('=');
        if (equals < 1) {
          throw new UsageException(
              VARIABLE + " is '" + given + "'; write NAME=VALUE, or NAME=@FILE");
        }
        values
            .computeIfAbsent(given.substring(0, equals), any -> new ArrayList<>())
            .add(value(given.substring(equals + 1), console));
      }
    }
    return new PromptRequest(name, Optional.empty(), values);
  }

  private static String value(String written, Console console) throws IOException {
    if (!written.startsWith(FROM_FILE)) {
      return PromptText.words(List.of(written));
    }
    String named = written.substring(FROM_FILE.length());
    if (named.startsWith(FROM_FILE)) {
      return PromptText.words(List.of(named));
    }
    return named.equals(STANDARD_INPUT) ? PromptText.read(console.in()) : file(named);
  }

  private static String file(String named) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(named))) {
      return PromptText.read(in, "the file " + named);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new UsageException(
          "there is no file '" + named + "'; for a text that begins with @, write @@");
    } catch (IOException e) {
      throw new UsageException("cannot read the file '" + named + "': " + e.getMessage());
    }
  }
}
