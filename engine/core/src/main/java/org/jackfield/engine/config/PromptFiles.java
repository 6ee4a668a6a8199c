package org.jackfield.engine.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlDocument;
import org.jackfield.engine.config.yaml.YamlException;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlReader;

/**
 * The files of the folder {@value #FOLDER} beside the configuration's main file, read.
 *
 * @param roots what each of them holds, by the order of their names
 * @param paths the folder, there or not, and all its files: a change of one matters
 * @param problems what is wrong with them
 * @param warnings what is odd about them
 */
record PromptFiles(
    List<YamlNode.Mapping> roots,
    List<Path> paths,
    List<ConfigProblem> problems,
    List<ConfigProblem> warnings) {

  /** The folder's name. */
  static final String FOLDER = "prompts";

  /** The most files in it. */
  static final int MAX_FILES = 256;

  /** No files. */
  static final PromptFiles NONE = new PromptFiles(List.of(), List.of(), List.of(), List.of());

  private static final String ENDING = ".yaml";

  PromptFiles {
    roots = List.copyOf(roots);
    paths = List.copyOf(paths);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** Reads the files of the folder beside a main file. */
  static PromptFiles beside(Path main) {
    Path folder = main.resolveSibling(FOLDER);
    Reading reading = new Reading();
    reading.paths.add(folder);
    if (Files.isDirectory(folder)) {
      reading.folder(folder);
    } else if (Files.exists(folder)) {
      reading.problem(folder, "This is a file; prompt templates are files in a folder.", "");
    }
    return new PromptFiles(reading.roots, reading.paths, reading.problems, reading.warnings);
  }

  /** What comes together while they are read. */
  private static final class Reading {
    private final List<YamlNode.Mapping> roots = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();

    void folder(Path folder) {
      List<Path> files = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (name.startsWith(".")) {
            continue;
          }
          if (name.endsWith(ENDING)) {
            files.add(entry);
          } else if (name.endsWith(".yml")) {
            warnings.add(
                new ConfigProblem(
                    Location.of(entry.toString()),
                    "",
                    "This file is not read.",
                    "The name of a file of prompt templates ends with " + ENDING + "."));
          }
          if (files.size() > MAX_FILES) {
            problem(
                folder,
                "There are more than " + MAX_FILES + " files of prompt templates.",
                "A file may hold several under '" + PromptKeys.TEMPLATES + "'.");
            return;
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        problem(folder, "This folder cannot be read: " + e.getClass().getSimpleName() + ".", "");
      }
      files.sort(null);
      paths.addAll(files);
      files.forEach(this::file);
    }

    private void file(Path file) {
      try {
        YamlDocument document = YamlReader.read(file);
        document.problems().forEach(problem -> problems.add(ConfigProblem.of(problem)));
        if (document.root() instanceof YamlNode.Mapping mapping) {
          roots.add(mapping);
        } else {
          problems.add(
              new ConfigProblem(
                  document.root().location(),
                  "",
                  document.isEmpty()
                      ? "This file is empty."
                      : "A prompt template is a section with keys; here is "
                          + document.root().description()
                          + ".",
                  ""));
        }
      } catch (YamlException e) {
        problems.add(ConfigProblem.of(e.problem()));
      }
    }

    private void problem(Path where, String message, String hint) {
      problems.add(new ConfigProblem(Location.of(where.toString()), "", message, hint));
    }
  }
}
