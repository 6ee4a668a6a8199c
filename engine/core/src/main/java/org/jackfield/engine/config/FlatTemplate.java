package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.prompt.AnswerDefaults;
import org.jackfield.engine.prompt.ModelFamilies;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.PromptVariable;
import org.jackfield.engine.prompt.PromptVariant;

/**
 * A template of the main file in the making: the texts of one use case, one for each family. All
 * variables that they use are texts that a call must give.
 */
final class FlatTemplate {
  private static final String VERSION = "1";

  /**
   * A flat key, taken apart.
   *
   * @param useCase what comes before the family
   * @param family the family that it ends with, if it ends with one
   */
  record Key(String useCase, Optional<String> family) {
    static Key of(String name, ModelFamilies families) {
      int last = name.lastIndexOf('_');
      String end = name.substring(last + 1);
      boolean family = end.equals(ModelFamilies.DEFAULT) || families.names().contains(end);
      return last > 0 && family
          ? new Key(name.substring(0, last), Optional.of(end))
          : new Key(name, Optional.empty());
    }
  }

  private record Written(Location key, KeyPath path, YamlNode.Scalar text) {}

  private final Map<String, Written> byFamily = new LinkedHashMap<>();

  void add(Resolution resolution, Key key, Location location, KeyPath path, YamlNode.Scalar text) {
    String family = key.family().orElse(ModelFamilies.DEFAULT);
    Written first = byFamily.putIfAbsent(family, new Written(location, path, text));
    if (first != null) {
      resolution.problem(
          location,
          path,
          "This is the same as " + first.path() + ".",
          "That one is at line " + first.key().line() + "; keep one of them.");
    }
  }

  Location location() {
    return byFamily.values().iterator().next().key();
  }

  Optional<PromptTemplate> read(Resolution resolution, String name) {
    Map<String, PromptVariable> variables = new LinkedHashMap<>();
    List<PromptVariant> variants = new ArrayList<>();
    byFamily.forEach(
        (family, written) ->
            TemplateReader.parsed(resolution, written.text(), written.path())
                .ifPresent(
                    text -> {
                      TemplateReader.infer(text, written.text(), variables);
                      variants.add(
                          new PromptVariant(family, Optional.empty(), text, AnswerDefaults.NONE));
                    }));
    if (!byFamily.containsKey(ModelFamilies.DEFAULT)) {
      Written first = byFamily.values().iterator().next();
      resolution.problem(
          first.key(),
          first.path(),
          "The template '" + name + "' has no text for the models of other families.",
          "Add '" + name + "' or '" + name + "_" + ModelFamilies.DEFAULT + "'.");
    }
    if (variants.size() < byFamily.size() || !byFamily.containsKey(ModelFamilies.DEFAULT)) {
      return Optional.empty();
    }
    PromptTemplate.Label label =
        new PromptTemplate.Label(name, VERSION, "", TemplateReader.place(location()));
    return Optional.of(new PromptTemplate(label, List.copyOf(variables.values()), variants));
  }
}
