package org.jackfield.models.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.yaml.YamlDocument;
import org.jackfield.engine.config.yaml.YamlException;
import org.jackfield.engine.config.yaml.YamlProblem;
import org.jackfield.engine.config.yaml.YamlReader;

/**
 * Reads the catalogue of {@code models.yaml}; its data on what models can is the engine's. All its
 * errors come together. An instance reads one file.
 */
public final class CatalogueReader {
  private static final String SHIPPED = "models.yaml";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<String, String> ownerOfName = new HashMap<>();

  private CatalogueReader() {}

  /**
   * The catalogue in that file.
   *
   * @throws ConfigException with all that is wrong in it
   */
  public static Catalogue read(Path file) {
    try {
      return new CatalogueReader().catalogue(YamlReader.read(file), file.toAbsolutePath());
    } catch (YamlException e) {
      throw new ConfigException(List.of(problem(e.problem())));
    }
  }

  /**
   * The catalogue in that file, or the one that Jackfield comes with when there is no such file.
   *
   * @throws ConfigException with all that is wrong in it
   */
  public static Catalogue readOrShipped(Path file) {
    return Files.exists(file) ? read(file) : shipped();
  }

  /** The catalogue that Jackfield comes with. */
  public static Catalogue shipped() {
    try (InputStream in = CatalogueReader.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException("this build has no catalogue: " + SHIPPED);
      }
      return new CatalogueReader()
          .catalogue(YamlReader.parse(SHIPPED, in.readAllBytes()), Path.of(SHIPPED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConfigProblem problem(YamlProblem problem) {
    return new ConfigProblem(problem.location(), "", problem.message(), problem.hint());
  }

  private Catalogue catalogue(YamlDocument document, Path file) {
    document.problems().forEach(problem -> problems.add(problem(problem)));
    Section root = Section.of(document.root(), "", problems);
    List<Entry> entries = new ArrayList<>();
    for (Section model : root.sections("models")) {
      entries.add(model(model, file));
    }
    for (Section library : root.sections("natives")) {
      entries.add(nativeEntry(library, file));
    }
    root.passOver("capabilities");
    root.close();
    if (!problems.isEmpty()) {
      throw new ConfigException(
          problems.stream().sorted(Comparator.comparing(ConfigProblem::location)).toList());
    }
    return new Catalogue(entries);
  }

  private ModelEntry model(Section section, Path file) {
    String name = name(section);
    ModelEntry entry =
        new ModelEntry(
            name,
            aliases(section, name),
            section.optionalText("title").orElse(name),
            new ModelTraits(
                section.text("family"),
                section.text("parameters"),
                section.text("quantisation"),
                (int) Math.min(Integer.MAX_VALUE, section.requiredNumber("context")),
                section.optionalText("note").orElse("")),
            licence(section),
            files(section, file));
    section.close();
    return entry;
  }

  private String name(Section section) {
    String name = section.text("name");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      section.problem(
          "name",
          "'" + name + "' cannot be a name.",
          "Use letters, digits, '.', '_', ':' and '-'.");
    }
    claim(section, "name", name, name);
    return name;
  }

  private List<String> aliases(Section section, String name) {
    List<String> aliases = section.texts("aliases");
    aliases.forEach(alias -> claim(section, "aliases", alias, name));
    return aliases;
  }

  private void claim(Section section, String key, String name, String owner) {
    String other = ownerOfName.putIfAbsent(name.toLowerCase(Locale.ROOT), owner);
    if (other != null && !name.isEmpty()) {
      section.problem(key, "'" + name + "' is a name of '" + other + "' already.", "");
    }
  }

  private static Licence licence(Section owner) {
    Section section = owner.section("licence");
    Licence licence =
        new Licence(
            section.text("name"), section.optionalText("url"), section.optionalText("commercial"));
    section.close();
    return licence;
  }

  private static List<ArtifactFile> files(Section owner, Path file) {
    List<ArtifactFile> files =
        owner.sections("files").stream().map(section -> artifactFile(section, file)).toList();
    if (files.isEmpty()) {
      owner.problem("files", "A model needs at least one file under 'files'.", "");
      // Harmless: nobody sees a catalogue with problems.
      return List.of(new ArtifactFile("", OptionalLong.empty(), 0, Optional.empty(), List.of()));
    }
    return files;
  }

  private static ArtifactFile artifactFile(Section section, Path file) {
    String name = section.text("name");
    if (!name.isEmpty() && !FILE_NAME.matcher(name).matches()) {
      section.problem(
          "name",
          "'" + name + "' cannot be a file's name.",
          "It is a name only, without a folder.");
    }
    OptionalLong bytes = section.number("bytes");
    OptionalLong about = section.number("about_bytes");
    Optional<String> sha256 =
        section.matching("sha256", SHA256, "a SHA-256 in lower-case hex, 64 characters long");
    List<Source> sources = SourceReader.sources(section, file);
    section.close();
    return new ArtifactFile(name, bytes, about.orElse(0), sha256, sources);
  }

  private NativeEntry nativeEntry(Section section, Path file) {
    String name = name(section);
    Map<String, NativePlatform> platforms = new LinkedHashMap<>();
    Section all = section.section("platforms");
    for (Section.Named each : all.named()) {
      platforms.put(each.name(), nativePlatform(each.section(), file));
    }
    NativeEntry entry =
        new NativeEntry(
            name,
            aliases(section, name),
            section.text("version"),
            section.text("variable"),
            licence(section),
            platforms);
    section.close();
    return entry;
  }

  private static NativePlatform nativePlatform(Section section, Path file) {
    NativePlatform platform =
        new NativePlatform(
            section.flag("tested"),
            section.texts("installed").stream().map(Path::of).toList(),
            section.someTexts("markers"),
            artifactFile(section.section("archive"), file),
            section.text("folder"),
            section.someTexts("libraries"));
    section.close();
    return platform;
  }
}
