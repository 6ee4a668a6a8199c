package org.jackfield.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.config.yaml.YamlDocument;
import org.jackfield.engine.config.yaml.YamlException;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlReader;

/**
 * What {@value #NAME} beside the configuration's main file says of models, read. The catalogue in
 * the same file is the models room's; only its own section is looked at here.
 *
 * @param rows the section of the rows
 * @param paths the file, there or not: a change of it matters
 * @param problems why it could not be read
 */
record CapabilityFile(Optional<YamlNode> rows, List<Path> paths, List<ConfigProblem> problems) {
  /** The file's name. */
  static final String NAME = "models.yaml";

  /** No file. */
  static final CapabilityFile NONE = new CapabilityFile(Optional.empty(), List.of(), List.of());

  private static final CapabilityFile SHIPPED = parsedShipped();

  CapabilityFile {
    paths = List.copyOf(paths);
    problems = List.copyOf(problems);
  }

  /** Reads the file beside a main file. */
  static CapabilityFile beside(Path main) {
    Path file = main.toAbsolutePath().normalize().resolveSibling(NAME);
    if (!Files.exists(file)) {
      return new CapabilityFile(Optional.empty(), List.of(file), List.of());
    }
    try {
      return of(YamlReader.read(file), List.of(file));
    } catch (YamlException e) {
      return new CapabilityFile(
          Optional.empty(), List.of(file), List.of(ConfigProblem.of(e.problem())));
    }
  }

  private static CapabilityFile of(YamlDocument document, List<Path> paths) {
    Optional<YamlNode> rows =
        document.root() instanceof YamlNode.Mapping mapping
            ? mapping.entry(CapabilityKeys.ROWS).map(YamlNode.Entry::value)
            : Optional.empty();
    return new CapabilityFile(
        rows, paths, document.problems().stream().map(ConfigProblem::of).toList());
  }

  /** What the engine comes with. */
  static CapabilityFile shipped() {
    return SHIPPED;
  }

  private static CapabilityFile parsedShipped() {
    try (InputStream in = CapabilityFile.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalStateException("this build has no data on models: " + NAME);
      }
      return of(YamlReader.parse("shipped " + NAME, in.readAllBytes()), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
