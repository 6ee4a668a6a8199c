package org.jackfield.engine.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.prompt.ModelFamilies;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.Prompts;

/**
 * Reads all prompt templates: those of the main file, whose flat keys are a use case and perhaps a
 * family ({@code rag_query_mistral}), and those of the folder {@code prompts}. Where both have one
 * of the same name, the main file's stands.
 */
final class PromptsReader {
  private static final KeyPath FLAT = KeyPath.of("llm", "prompt_templates");

  private final Resolution resolution;
  private final SectionReader llm;
  private final PromptFiles files;
  private final Map<String, PromptTemplate> templates = new LinkedHashMap<>();
  private final Map<String, Location> places = new LinkedHashMap<>();

  PromptsReader(Resolution resolution, SectionReader llm, PromptFiles files) {
    this.resolution = resolution;
    this.llm = llm;
    this.files = files;
  }

  Prompts read() {
    ModelFamilies families = ModelFamilies.shipped().with(familyByModel());
    for (YamlNode.Mapping root : files.roots()) {
      file(root, families);
    }
    flat(families).forEach(this::addFlat);
    return new Prompts(List.copyOf(templates.values()), families);
  }

  /** Texts by name that are values like all others. */
  private Map<String, String> familyByModel() {
    Map<String, String> families = new LinkedHashMap<>();
    llm.named("model_families").forEach((model, family) -> families.put(model, family.text()));
    return families;
  }

  private void file(YamlNode.Mapping root, ModelFamilies families) {
    Resolution aside = resolution.aside();
    Optional<YamlNode.Entry> several = root.entry(PromptKeys.TEMPLATES);
    if (several.isEmpty()) {
      TemplateReader reader =
          new TemplateReader(aside, KeyPath.ROOT, root, PromptKeys.FILE, families);
      add(reader.name(stem(root.location())), root.location(), reader);
      return;
    }
    for (YamlNode.Entry entry : root.entries()) {
      if (!entry.name().equals(PromptKeys.TEMPLATES)) {
        resolution.problem(
            entry.key().location(),
            KeyPath.of(entry.name()),
            "This key stands beside '" + PromptKeys.TEMPLATES + "'.",
            "A file holds one template, or several under that key and nothing else.");
      }
    }
    KeyPath path = KeyPath.of(PromptKeys.TEMPLATES);
    if (!(several.get().value() instanceof YamlNode.Mapping named)) {
      resolution.problem(
          several.get().value().location(),
          path,
          "Here stands " + several.get().value().description() + " where a section belongs.",
          "Write each template as a section under its name.");
      return;
    }
    for (YamlNode.Entry entry : named.entries()) {
      add(
          entry.name(),
          entry.key().location(),
          new TemplateReader(
              aside, path.key(entry.name()), entry.value(), PromptKeys.TEMPLATE, families));
    }
  }

  private static String stem(Location location) {
    return Path.of(location.file()).getFileName().toString().replaceFirst("\\.yaml$", "");
  }

  private void add(String name, Location location, TemplateReader reader) {
    checkName(name, location, KeyPath.ROOT);
    Location first = places.putIfAbsent(name, location);
    if (first != null) {
      resolution.problem(
          location,
          KeyPath.ROOT,
          "There is another prompt template named " + Shown.value(name) + ".",
          "It stands at " + first + "; rename one of them.");
    }
    reader.read(name, location).ifPresent(template -> templates.putIfAbsent(name, template));
  }

  private void checkName(String name, Location location, KeyPath path) {
    if (!BackendsReader.NAME.matcher(name).matches()) {
      resolution.problem(
          location, path, Shown.value(name) + " is not a name.", BackendsReader.NAME_HINT);
    }
  }

  private void addFlat(String name, FlatTemplate flat) {
    Location location = flat.location();
    checkName(name, location, FLAT);
    Location replaced = places.get(name);
    if (replaced != null) {
      resolution.warning(
          location,
          FLAT,
          "The template " + Shown.value(name) + " here is used, not the one at " + replaced + ".",
          "Remove one of them.");
    }
    flat.read(resolution, name).ifPresent(template -> templates.put(name, template));
  }

  /** The main file's templates by use case. */
  private Map<String, FlatTemplate> flat(ModelFamilies families) {
    Map<String, FlatTemplate> byUseCase = new LinkedHashMap<>();
    YamlNode node = llm.node("prompt_templates");
    if (node != null && !(node instanceof YamlNode.Mapping)) {
      resolution.problem(
          node.location(), FLAT, "Here stands " + node.description() + ", not a section.", "");
    }
    if (node instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        KeyPath path = FLAT.key(entry.name());
        TemplateReader.scalar(
                resolution, entry.value(), path, "One with variables is a file in prompts/.")
            .ifPresent(
                text -> {
                  resolution
                      .view()
                      .add(path, text.text(), resolution.origin(text.location(), List.of()));
                  FlatTemplate.Key key = FlatTemplate.Key.of(entry.name(), families);
                  byUseCase
                      .computeIfAbsent(key.useCase(), any -> new FlatTemplate())
                      .add(resolution, key, entry.key().location(), path, text);
                });
      }
    }
    return byUseCase;
  }
}
