package org.jackfield.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.prompt.AnswerDefaults;
import org.jackfield.engine.prompt.ModelFamilies;
import org.jackfield.engine.prompt.PromptSyntaxException;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.PromptText;
import org.jackfield.engine.prompt.PromptVariable;
import org.jackfield.engine.prompt.PromptVariant;
import org.jspecify.annotations.Nullable;

/**
 * Reads one template of a file. What is wrong is noted, and reading goes on; then there is no
 * template. Its texts are taken as they are written: no {@code ${NAME}} is filled in, because what
 * came out of a variable would be read as a template.
 */
final class TemplateReader {
  private final Resolution resolution;
  private final KeyPath path;
  private final ModelFamilies families;
  private final SectionReader template;
  private final Map<String, PromptVariable> variables = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();
  private boolean declared;

  TemplateReader(
      Resolution resolution,
      KeyPath path,
      YamlNode node,
      ConfigSection section,
      ModelFamilies families) {
    this.resolution = resolution;
    this.path = path;
    this.families = families;
    this.template =
        new SectionReader(resolution, path, node, section).refuseUnknownKeys(" of a template");
  }

  /** The name it has, or that one. */
  String name(String otherwise) {
    return template.text("name").map(Located::text).orElse(otherwise);
  }

  /** What a variant says; absent where it says nothing. */
  private record Said(
      Optional<PromptText> system, Optional<PromptText> text, AnswerDefaults defaults) {
    /** The same with what it leaves open taken from the template. */
    Optional<PromptVariant> or(Said base, String family) {
      return text.or(base::text)
          .map(
              chosen ->
                  new PromptVariant(
                      family,
                      system.or(base::system),
                      chosen,
                      new AnswerDefaults(
                          defaults.temperature().isPresent()
                              ? defaults.temperature()
                              : base.defaults.temperature(),
                          defaults.maxTokens().isPresent()
                              ? defaults.maxTokens()
                              : base.defaults.maxTokens())));
    }
  }

  Optional<PromptTemplate> read(String name, Location location) {
    int before = resolution.problems().size();
    variables();
    Said base = said(template, path);
    Map<String, PromptVariant> variants = new LinkedHashMap<>();
    base.or(base, ModelFamilies.DEFAULT).ifPresent(v -> variants.put(v.family(), v));
    for (YamlNode.Entry entry : named("variants")) {
      variant(entry, base).ifPresent(v -> variants.put(v.family(), v));
    }
    if (resolution.problems().size() == before && !variants.containsKey(ModelFamilies.DEFAULT)) {
      resolution.problem(
          location,
          path,
          "This template has no text"
              + (variants.isEmpty() ? "." : " for the models of other families."),
          "Add the key 'text'.");
    }
    if (resolution.problems().size() > before) {
      return Optional.empty();
    }
    warnOfUnused();
    PromptTemplate.Label label =
        new PromptTemplate.Label(
            name,
            template.text("version").map(Located::text).orElse(""),
            template.text("doc").map(Located::text).orElse("").strip(),
            place(location));
    return Optional.of(
        new PromptTemplate(label, List.copyOf(variables.values()), List.copyOf(variants.values())));
  }

  private Optional<PromptVariant> variant(YamlNode.Entry entry, Said base) {
    KeyPath where = path.key("variants").key(entry.name());
    String family = entry.name();
    if (!family.equals(ModelFamilies.DEFAULT) && !families.names().contains(family)) {
      resolution.problem(
          entry.key().location(),
          where,
          "No model is of the family " + Shown.value(family) + ".",
          Nearest.hint(family, families.names(), "The families are")
              + " For a family of your own, see llm.model_families.");
    }
    SectionReader reader =
        new SectionReader(resolution, where, entry.value(), PromptKeys.VARIANT)
            .refuseUnknownKeys(" of a variant");
    return said(reader, where).or(base, family);
  }

  private Said said(SectionReader reader, KeyPath where) {
    return new Said(
        text(reader, where, "system"),
        text(reader, where, "text"),
        new AnswerDefaults(reader.decimal("temperature"), reader.integer("max_tokens")));
  }

  private Optional<PromptText> text(SectionReader reader, KeyPath where, String key) {
    Optional<YamlNode.Scalar> written = scalar(resolution, reader.node(key), where.key(key), "");
    Optional<PromptText> text =
        written.flatMap(scalar -> parsed(resolution, scalar, where.key(key)));
    text.ifPresent(parsed -> checkUses(parsed, written.orElseThrow(), where.key(key)));
    return text;
  }

  private void checkUses(PromptText text, YamlNode.Scalar written, KeyPath where) {
    used.addAll(text.uses().keySet());
    if (!declared) {
      infer(text, written, variables);
    }
    text.uses()
        .forEach(
            (name, offset) -> {
              if (!variables.containsKey(name)) {
                resolution.problem(
                    written.locate(offset),
                    where,
                    "There is no variable " + Shown.value(name) + ".",
                    Nearest.hint(name, variables.keySet(), "The variables are"));
              }
            });
    text.doubled(variables.keySet())
        .ifPresent(
            name ->
                resolution.warning(
                    written.location(),
                    where,
                    "{{" + name + "}} is the text {" + name + "}, and not the variable.",
                    "Write {" + name + "} for the variable."));
  }

  /** Every variable that a text uses and nobody declared: a text that a call must give. */
  static void infer(
      PromptText text, YamlNode.Scalar written, Map<String, PromptVariable> variables) {
    text.uses()
        .forEach(
            (name, offset) ->
                variables.putIfAbsent(
                    name, PromptVariable.text(name, place(written.locate(offset)))));
  }

  private void variables() {
    declared = template.node("variables") != null;
    for (YamlNode.Entry entry : named("variables")) {
      KeyPath where = path.key("variables").key(entry.name());
      if (!PromptText.NAME.matcher(entry.name()).matches()) {
        resolution.problem(
            entry.key().location(),
            where,
            Shown.value(entry.name()) + " is not a variable's name.",
            "It has letters, digits and '_', begins with no digit, and has at most 64.");
      }
      SectionReader reader =
          new SectionReader(resolution, where, entry.value(), PromptKeys.VARIABLE)
              .refuseUnknownKeys(" of a variable");
      variables.put(
          entry.name(),
          new VariableReader(resolution, where, reader, entry.key().location()).read(entry.name()));
    }
  }

  private List<YamlNode.Entry> named(String key) {
    YamlNode node = template.node(key);
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping.entries();
    }
    if (node != null) {
      resolution.problem(
          node.location(),
          path.key(key),
          "Here stands " + node.description() + ", not a section.",
          "");
    }
    return List.of();
  }

  private void warnOfUnused() {
    List<String> unused = new ArrayList<>(variables.keySet());
    unused.removeAll(used);
    YamlNode node = template.node("variables");
    for (String name : unused) {
      if (node instanceof YamlNode.Mapping mapping) {
        resolution.warning(
            mapping.entry(name).orElseThrow().key().location(),
            path.key("variables").key(name),
            "No text of the template uses this variable.",
            "");
      }
    }
  }

  /** A text as it is written; empty when there is none. */
  static Optional<YamlNode.Scalar> scalar(
      Resolution resolution, @Nullable YamlNode node, KeyPath where, String hint) {
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof YamlNode.Scalar scalar)) {
      resolution.problem(
          node.location(),
          where,
          "Here stands " + node.description() + " where one value belongs.",
          hint);
      return Optional.empty();
    }
    if (ValueParser.parse(new ValueType.Text(), scalar.text())
        instanceof ValueParser.Parsed.Bad bad) {
      resolution.problem(
          scalar.location(),
          where,
          Shown.value(scalar.text()) + " is not " + bad.expected() + ".",
          bad.hint());
      return Optional.empty();
    }
    return scalar.isNull() || scalar.text().isEmpty() ? Optional.empty() : Optional.of(scalar);
  }

  /** The text taken apart, its fault noted where it stands. */
  static Optional<PromptText> parsed(
      Resolution resolution, YamlNode.Scalar written, KeyPath where) {
    try {
      return Optional.of(PromptText.parse(written.text()));
    } catch (PromptSyntaxException e) {
      resolution.problem(written.locate(e.offset()), where, e.problem(), e.hint());
      return Optional.empty();
    }
  }

  /** A place for whoever uses the template, without the folders of this machine. */
  static String place(Location location) {
    Path file = Path.of(location.file());
    Path folder = file.getParent();
    boolean inPrompts =
        folder != null
            && folder.getFileName() != null
            && folder.getFileName().toString().equals(PromptFiles.FOLDER);
    String name = file.getFileName().toString();
    return new Location(
            inPrompts ? PromptFiles.FOLDER + "/" + name : name, location.line(), location.column())
        .toString();
  }
}
