package org.jackfield.engine.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlDocument;
import org.jackfield.engine.config.yaml.YamlException;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlReader;
import org.jspecify.annotations.Nullable;

/** Reads the configuration's files. All I/O of the configuration happens here. Thread-safe. */
public final class ConfigSource {
  /** The main file of a configuration folder. */
  public static final String MAIN_FILE = "jackfield.yaml";

  private ConfigSource() {}

  /**
   * Reads a configuration file or folder.
   *
   * @param root the file, or the folder with {@value #MAIN_FILE}
   * @param overlay settings that commands changed, merged last; need not be there
   * @param environment the variables that may be used
   * @throws ConfigException when a file is not there, cannot be read or is not YAML
   */
  public static RawConfig read(Path root, Path overlay, Map<String, String> environment) {
    Path main = Files.isDirectory(root) ? root.resolve(MAIN_FILE) : root;
    return read(new ReadFiles(), main, overlay, environment);
  }

  /**
   * The same with an overlay that is not on disk yet.
   *
   * @param text what the overlay file is going to hold
   * @throws ConfigException when a file is not there, cannot be read or is not YAML
   */
  public static RawConfig read(
      Path root, Path overlay, String text, Map<String, String> environment) {
    Path main = Files.isDirectory(root) ? root.resolve(MAIN_FILE) : root;
    return read(new ReadFiles(overlay, text), main, overlay, environment);
  }

  /**
   * What the overlay file is going to hold when some settings are changed; empty for nothing.
   *
   * @param root the configuration file or folder
   * @throws ConfigException with every change that cannot be made
   */
  public static String changed(
      SettingsChange change,
      Path root,
      Path overlay,
      InstalledTypes types,
      Map<String, String> environment) {
    ReadFiles files = new ReadFiles();
    YamlNode.Mapping none = new YamlNode.Mapping(Location.of(overlay.toString()), List.of());
    YamlNode.@Nullable Mapping over = Files.exists(overlay) ? files.mapping(overlay, none) : none;
    if (over == null) {
      throw new ConfigException(files.fatal);
    }
    return new OverlayEdit(over).apply(change, read(root, overlay, environment).root(), types);
  }

  /**
   * A configuration without any file: the environment has to choose a backend.
   *
   * @param overlay settings that commands changed; without a file they have no target, and warn
   */
  public static RawConfig readEnvironment(Path overlay, Map<String, String> environment) {
    return read(new ReadFiles(), null, overlay, environment);
  }

  private static RawConfig read(
      ReadFiles files, @Nullable Path main, Path overlay, Map<String, String> environment) {
    YamlNode.Mapping none = new YamlNode.Mapping(Location.of("the environment"), List.of());
    YamlNode.Mapping base = main == null ? none : files.mapping(main, null);
    YamlNode.Mapping over = files.exists(overlay) ? files.mapping(overlay, none) : none;
    if (!files.fatal.isEmpty() || base == null) {
      files.fatal.addAll(files.problems);
      throw new ConfigException(files.fatal);
    }
    List<ConfigProblem> warnings = new ArrayList<>();
    YamlNode.Mapping merged =
        over == null || over.entries().isEmpty() ? base : new Overlay(warnings).merge(base, over);
    List<Path> read = new ArrayList<>();
    Map<String, Path> folders = new HashMap<>();
    if (main != null) {
      read.add(main);
      folders.put(main.toString(), folder(main));
    }
    read.add(overlay);
    folders.put(overlay.toString(), folder(overlay));
    PromptFiles prompts = main == null ? PromptFiles.NONE : PromptFiles.beside(main);
    read.addAll(prompts.paths());
    CapabilityFile capabilities = main == null ? CapabilityFile.NONE : CapabilityFile.beside(main);
    read.addAll(capabilities.paths());
    List<YamlNode> trees = new ArrayList<>(prompts.roots());
    trees.forEach(
        tree -> folders.put(tree.location().file(), folder(Path.of(tree.location().file()))));
    trees.add(merged);
    SecretFiles secrets =
        SecretFiles.read(new YamlNode.Sequence(merged.location(), trees), folders);
    read.addAll(secrets.paths());
    RawConfig raw =
        new RawConfig(
            merged,
            prompts,
            capabilities,
            main,
            overlay,
            new Substitution(environment, secrets),
            CertificateFiles.NONE,
            read,
            files.problems,
            warnings);
    return raw.with(
        CertificateFiles.read(raw.plugins().certificateFiles(), Instant.now()),
        missingFolders(raw));
  }

  private static List<ConfigProblem> missingFolders(RawConfig raw) {
    List<ConfigProblem> missing = new ArrayList<>();
    for (Located folder : raw.plugins().folders()) {
      if (!Files.isDirectory((Path) folder.value())) {
        missing.add(
            new ConfigProblem(
                folder.location(),
                folder.path().toString(),
                "There is no folder " + Shown.value(folder.text()) + ".",
                "Name a folder that holds plugin jars."));
      }
    }
    return missing;
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /** Reads files and keeps what is wrong with them. */
  private static final class ReadFiles {
    private final List<ConfigProblem> fatal = new ArrayList<>();
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final @Nullable Path proposed;
    private final String proposal;

    ReadFiles() {
      this.proposed = null;
      this.proposal = "";
    }

    /** One file has that text, whatever is on disk. */
    ReadFiles(Path proposed, String proposal) {
      this.proposed = proposed;
      this.proposal = proposal;
    }

    private boolean exists(Path file) {
      return file.equals(proposed) || Files.exists(file);
    }

    private YamlDocument document(Path file) {
      return file.equals(proposed)
          ? YamlReader.parse(file.toString(), proposal.getBytes(StandardCharsets.UTF_8))
          : YamlReader.read(file);
    }

    /** What a file holds; null, with a problem noted, when it cannot be used. */
    private YamlNode.@Nullable Mapping mapping(Path file, YamlNode.@Nullable Mapping ifEmpty) {
      try {
        YamlDocument document = document(file);
        if (document.isEmpty() && ifEmpty != null) {
          return ifEmpty;
        }
        document.problems().forEach(problem -> problems.add(ConfigProblem.of(problem)));
        if (document.root() instanceof YamlNode.Mapping mapping) {
          return mapping;
        }
        fatal.add(
            new ConfigProblem(
                document.root().location(),
                "",
                document.isEmpty()
                    ? "This file is empty."
                    : "A configuration is a section with keys; here is "
                        + document.root().description()
                        + ".",
                "Begin it with 'llm:', and below that 'providers:' with a '- type: NAME' for each"
                    + " backend."));
      } catch (YamlException e) {
        fatal.add(ConfigProblem.of(e.problem()));
      }
      return null;
    }
  }
}
