package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlNode.Mapping;

/**
 * The way from the root to one setting, as a command names it: {@code llm.providers.NAME.model}.
 *
 * @param steps the way
 * @param type what the setting looks like
 */
record SettingPath(List<Step> steps, ValueType type) {
  /** One step of the way. */
  sealed interface Step {
    /** Of the key or the entry. */
    String name();

    /** Into the value of a key, or of a name that a section gives. */
    record Key(String name) implements Step {}

    /** Into the entry of a list of backends that has the name. */
    record Entry(String name) implements Step {}
  }

  private static final String PLUGINS = "plugins";

  SettingPath {
    steps = List.copyOf(steps);
  }

  /**
   * Finds the way.
   *
   * @param key as the command has it
   * @param root the configuration, whose names count
   * @throws ConfigException when there is no such setting
   */
  static SettingPath of(String key, Mapping root, InstalledTypes types) {
    if (key.equals(PLUGINS) || key.startsWith(PLUGINS + ".")) {
      throw refusal(
          key,
          "Which code runs in this process is not for a command to say.",
          "Change it in the configuration's own file.");
    }
    return new Finder(key, types).section(ConfigKeys.ROOT, Optional.of(root), key);
  }

  private static final class Finder {
    private final String whole;
    private final InstalledTypes types;
    private final List<Step> steps = new ArrayList<>();

    Finder(String whole, InstalledTypes types) {
      this.whole = whole;
      this.types = types;
    }

    SettingPath section(ConfigSection section, Optional<? extends YamlNode> node, String rest) {
      int dot = rest.indexOf('.');
      String name = dot < 0 ? rest : rest.substring(0, dot);
      String inner = dot < 0 ? "" : rest.substring(dot + 1);
      ConfigKey key =
          section
              .key(name)
              .orElseThrow(
                  () ->
                      refusal(
                          "There is no key " + Shown.value(name) + " in it.",
                          Nearest.hint(name, section.names(), "There are")));
      steps.add(new Step.Key(name));
      Optional<YamlNode> value = child(node, name);
      return switch (key.type()) {
        case ValueType.Section one -> section(one.section(), value, begun(inner, one.section()));
        case ValueType.Sections list -> backend(value, inner);
        case ValueType.NamedSections named -> {
          String chosen = name(names(value), inner, "Name one");
          steps.add(new Step.Key(chosen));
          yield section(
              named.section(), child(value, chosen), begun(after(chosen, inner), named.section()));
        }
        case ValueType.NamedTexts texts -> {
          String chosen = name(names(value), inner, "Name one");
          steps.add(new Step.Key(chosen));
          yield end(after(chosen, inner), new ValueType.Text());
        }
        case ValueType.Items items -> end(inner, items);
        case ValueType.Single single -> end(inner, single);
      };
    }

    private SettingPath backend(Optional<YamlNode> list, String rest) {
      List<Mapping> entries = new ArrayList<>();
      if (list.isPresent() && list.get() instanceof YamlNode.Sequence sequence) {
        for (YamlNode item : sequence.items()) {
          if (item instanceof Mapping entry) {
            entries.add(entry);
          }
        }
      }
      String chosen = name(entries.stream().map(Overlay::name).toList(), rest, "Name a backend");
      Mapping entry =
          entries.stream()
              .filter(one -> Overlay.name(one).equals(chosen))
              .findFirst()
              .orElseThrow();
      steps.add(new Step.Entry(chosen));
      ConfigSection keys =
          Overlay.text(entry, "type")
              .flatMap(types::find)
              .map(type -> ConfigKeys.backend(type.settings()))
              .orElse(ConfigKeys.BACKEND);
      String inner = begun(after(chosen, rest), keys);
      if (inner.equals("name") || inner.equals("type")) {
        throw refusal("It says which backend it is.", "Change it in the configuration's own file.");
      }
      return section(keys, Optional.of(entry), inner);
    }

    /** The longest of the names that the rest begins with: a name may have dots. */
    private String name(Collection<String> names, String rest, String ask) {
      Optional<String> longest = Optional.empty();
      for (String name : names) {
        boolean begins = rest.equals(name) || rest.startsWith(name + ".");
        if (begins && name.length() > longest.map(String::length).orElse(-1)) {
          longest = Optional.of(name);
        }
      }
      return longest.orElseThrow(
          () ->
              refusal(
                  rest.isEmpty()
                      ? "It has more than one setting."
                      : "The configuration has none of the name that begins "
                          + Shown.value(rest)
                          + ".",
                  names.isEmpty()
                      ? ""
                      : ask + ": " + String.join(", ", new TreeSet<>(names)) + "."));
    }

    private static String after(String name, String rest) {
      return rest.length() > name.length() ? rest.substring(name.length() + 1) : "";
    }

    private String begun(String rest, ConfigSection section) {
      if (rest.isEmpty()) {
        throw refusal(
            "It has more than one setting.",
            "Name one: " + String.join(", ", section.names()) + ".");
      }
      return rest;
    }

    private SettingPath end(String rest, ValueType type) {
      if (!rest.isEmpty()) {
        throw refusal("It goes on behind a setting, with " + Shown.value(rest) + ".", "");
      }
      return new SettingPath(steps, type);
    }

    private static Collection<String> names(Optional<YamlNode> node) {
      return node.isPresent() && node.get() instanceof Mapping mapping
          ? mapping.entries().stream().map(YamlNode.Entry::name).toList()
          : List.of();
    }

    private static Optional<YamlNode> child(Optional<? extends YamlNode> node, String name) {
      return node.isPresent() && node.get() instanceof Mapping mapping
          ? mapping.entry(name).map(YamlNode.Entry::value)
          : Optional.empty();
    }

    private ConfigException refusal(String message, String hint) {
      return SettingPath.refusal(whole, message, hint);
    }
  }

  private static ConfigException refusal(String key, String message, String hint) {
    return new ConfigException(List.of(new ConfigProblem(Location.of(key), "", message, hint)));
  }
}
