package org.jackfield.models.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.Nearest;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;

/**
 * A section of the catalogue being read. It notes every problem and goes on with a harmless value,
 * so that all are found at once; which keys were asked for are the keys it may have. Used by one
 * thread.
 */
final class Section {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9_]{0,17}");

  private final YamlNode.Mapping mapping;
  private final String path;
  private final List<ConfigProblem> problems;
  private final Set<String> asked = new LinkedHashSet<>();

  private Section(YamlNode.Mapping mapping, String path, List<ConfigProblem> problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  /** The node at that path as a section; an empty one that notes nothing when it is none. */
  static Section of(YamlNode node, String path, List<ConfigProblem> problems) {
    if (node instanceof YamlNode.Mapping mapping) {
      return new Section(mapping, path, problems);
    }
    problems.add(
        new ConfigProblem(
            node.location(),
            path,
            "Here stands " + node.description() + " where a section belongs.",
            ""));
    return nothing(node.location(), path);
  }

  private static Section nothing(Location location, String path) {
    return new Section(new YamlNode.Mapping(location, List.of()), path, new ArrayList<>());
  }

  /** Notes a problem with the section as a whole. */
  void problem(String message, String hint) {
    problems.add(new ConfigProblem(mapping.location(), path, message, hint));
  }

  /** Notes a problem at the value of a key, or at the section when it has no such key. */
  void problem(String key, String message, String hint) {
    Location where =
        mapping.entry(key).map(entry -> entry.value().location()).orElse(mapping.location());
    problems.add(new ConfigProblem(where, path(key), message, hint));
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The text of a key that must be there. */
  String text(String key) {
    Optional<String> text = optionalText(key);
    boolean otherKind = value(key).filter(value -> !(value instanceof YamlNode.Scalar)).isPresent();
    if (text.isEmpty() && !otherKind) {
      problem(key, "This key is missing.", "");
    }
    return text.orElse("");
  }

  /** The text of a key; empty when it is not there. */
  Optional<String> optionalText(String key) {
    asked.add(key);
    Optional<YamlNode> value = value(key);
    if (value.isPresent() && !(value.get() instanceof YamlNode.Scalar)) {
      problem(key, "Here stands " + value.get().description() + " where one value belongs.", "");
      return Optional.empty();
    }
    return value.map(node -> ((YamlNode.Scalar) node).text()).filter(text -> !text.isBlank());
  }

  private Optional<YamlNode> value(String key) {
    return mapping
        .entry(key)
        .map(YamlNode.Entry::value)
        .filter(value -> !(value instanceof YamlNode.Scalar scalar && scalar.isNull()));
  }

  /** The text of a key, which must fit the pattern; empty when it is not there. */
  Optional<String> matching(String key, Pattern pattern, String meaning) {
    Optional<String> text = optionalText(key);
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      problem(key, "'" + text.get() + "' is not " + meaning + ".", "");
      return Optional.empty();
    }
    return text;
  }

  /** The positive whole number of a key; empty when it is not there. */
  OptionalLong number(String key) {
    Optional<String> text = matching(key, NUMBER, "a whole number above 0");
    return text.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(text.get().replace("_", "")));
  }

  /** The positive whole number of a key that must be there. */
  long requiredNumber(String key) {
    OptionalLong number = number(key);
    if (number.isEmpty() && value(key).isEmpty()) {
      problem(key, "This key is missing.", "");
    }
    return number.orElse(0);
  }

  /** The texts of a list that must have one at least. */
  List<String> someTexts(String key) {
    List<String> texts = texts(key);
    if (texts.isEmpty()) {
      problem(key, "This list needs at least one text.", "");
    }
    return texts;
  }

  /** Whether a key says true; it must say true or false. */
  boolean flag(String key) {
    String text = text(key);
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      problem(key, "'" + text + "' is neither true nor false.", "");
    }
    return text.equals("true");
  }

  /** The texts of a list; none when it is not there. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    List<YamlNode> items = items(key);
    for (int at = 0; at < items.size(); at++) {
      if (items.get(at) instanceof YamlNode.Scalar scalar && !scalar.isNull()) {
        texts.add(scalar.text());
      } else {
        problems.add(
            new ConfigProblem(
                items.get(at).location(),
                path(key) + "[" + at + "]",
                "Here stands " + items.get(at).description() + " where a text belongs.",
                ""));
      }
    }
    return texts;
  }

  /** The sections of a list; none when it is not there. */
  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    for (YamlNode item : items(key)) {
      sections.add(of(item, path(key) + "[" + sections.size() + "]", problems));
    }
    return sections;
  }

  private List<YamlNode> items(String key) {
    asked.add(key);
    Optional<YamlNode> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof YamlNode.Sequence sequence) {
      return sequence.items();
    }
    problem(key, "Here stands " + value.get().description() + " where a list belongs.", "");
    return List.of();
  }

  /** The section of a key that must be there. */
  Section section(String key) {
    Optional<Section> section = optionalSection(key);
    if (section.isEmpty()) {
      problem(key, "This section is missing.", "");
    }
    return section.orElseGet(() -> nothing(mapping.location(), path(key)));
  }

  /** The section of a key; empty when it is not there. */
  Optional<Section> optionalSection(String key) {
    asked.add(key);
    return value(key).map(node -> of(node, path(key), problems));
  }

  /** A section and the key it stands under. */
  record Named(String name, Section section) {}

  /** Its keys, each with its section; for sections whose keys are names. */
  List<Named> named() {
    List<Named> all = new ArrayList<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      asked.add(entry.name());
      all.add(new Named(entry.name(), of(entry.value(), path(entry.name()), problems)));
    }
    return all;
  }

  /** A key that somebody else reads. */
  void passOver(String key) {
    asked.add(key);
  }

  /** Notes the keys that nobody asked for. */
  void close() {
    for (YamlNode.Entry entry : mapping.entries()) {
      if (!asked.contains(entry.name())) {
        problems.add(
            new ConfigProblem(
                entry.key().location(),
                path(entry.name()),
                "There is no such key.",
                Nearest.hint(entry.name(), asked, "The keys here are")));
      }
    }
  }
}
