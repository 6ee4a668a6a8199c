package org.jackfield.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The option that names the JSON Schema which the answer has to follow. */
final class SchemaOption {
  private static final String SCHEMA = "--schema";

  private SchemaOption() {}

  /** Adds it. */
  static void addTo(CommandSpec spec) {
    spec.addOption(
        Specs.text(
                SCHEMA,
                "FILE",
                "The answer must be JSON that follows the JSON Schema in this file; it is checked,"
                    + " mended once if need be, and shown when it is whole.")
            .build());
  }

  /**
   * The schema in the file that the arguments name.
   *
   * @throws UsageException when there is no such file, or it cannot be read as text
   */
  static Optional<String> schema(ParseResult arguments) {
    return Specs.value(arguments, SCHEMA).map(SchemaOption::read);
  }

  private static String read(String named) {
    try (InputStream in = Files.newInputStream(Path.of(named))) {
      return PromptText.read(in, "the file " + named);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new UsageException("there is no file '" + named + "' with a schema");
    } catch (IOException e) {
      throw new UsageException("cannot read the file '" + named + "': " + e.getMessage());
    }
  }
}
