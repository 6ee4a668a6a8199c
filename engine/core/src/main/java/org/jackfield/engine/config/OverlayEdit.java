package org.jackfield.engine.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.config.SettingPath.Step;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlException;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.engine.config.yaml.YamlReader;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The overlay file with some settings changed. The file is the program's own: it is written anew
 * each time, and what people wrote into it stays but for their comments. One use.
 */
final class OverlayEdit {
  private static final String HEAD =
      """
      # Settings that 'jackfield config set' changed: merged over the configuration's own files.
      # Written anew by the next one; 'jackfield config unset KEY' takes one back.
      """;

  private static final String NAME = "name";

  private final Map<Object, @Nullable Object> tree;
  private final List<ConfigProblem> problems = new ArrayList<>();

  OverlayEdit(YamlNode.@Nullable Mapping overlay) {
    this.tree = overlay == null ? new LinkedHashMap<>() : mutable(overlay);
  }

  /**
   * The file's new text; empty when no setting is left in it.
   *
   * @param merged the configuration with the overlay as it is, whose names count
   * @throws ConfigException with every change that cannot be made
   */
  String apply(SettingsChange change, YamlNode.Mapping merged, InstalledTypes types) {
    change.set().forEach((key, value) -> tried(() -> set(key, value, merged, types)));
    change.unset().forEach(key -> tried(() -> unset(key)));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    DumpSettings style = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return tree.isEmpty() ? "" : HEAD + new Dump(style).dumpToString(tree);
  }

  private void tried(Runnable step) {
    try {
      step.run();
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
  }

  private void set(String key, String value, YamlNode.Mapping merged, InstalledTypes types) {
    SettingPath path = SettingPath.of(key, merged, types);
    @Nullable Object parsed = parsed(key, value);
    if (isSecret(path.type()) && !value.contains("${")) {
      throw refusal(
          key,
          "A secret does not belong into this file.",
          "Put it into a variable or a file of yours, and set the key to \"${VARIABLE}\" or"
              + " \"${file:PATH}\".");
    }
    put(tree, path.steps(), parsed);
  }

  private static boolean isSecret(ValueType type) {
    return type instanceof ValueType.Hidden
        || (type instanceof ValueType.Items items && items.item() instanceof ValueType.Hidden);
  }

  private static @Nullable Object parsed(String key, String value) {
    try {
      YamlNode node = YamlReader.parse(key, value.getBytes(StandardCharsets.UTF_8)).root();
      if (node instanceof YamlNode.Mapping) {
        throw refusal(key, "A section cannot be set as a whole.", "Set its keys one by one.");
      }
      return mutable(node);
    } catch (YamlException e) {
      throw refusal(key, "The value is not YAML: " + e.problem().message(), "Put it in quotes.");
    }
  }

  /** The first step is a key of the section. */
  private static void put(
      Map<Object, @Nullable Object> section, List<Step> steps, @Nullable Object value) {
    String name = steps.getFirst().name();
    List<Step> rest = steps.subList(1, steps.size());
    if (rest.isEmpty()) {
      section.put(name, value);
    } else if (rest.getFirst() instanceof Step.Entry entry) {
      put(entry(listIn(section, name), entry.name()), rest.subList(1, rest.size()), value);
    } else {
      put(sectionIn(section, name), rest, value);
    }
  }

  @SuppressWarnings("unchecked") // made by mutable()
  private static Map<Object, @Nullable Object> sectionIn(
      Map<Object, @Nullable Object> section, String name) {
    if (section.get(name) instanceof Map<?, ?> inner) {
      return (Map<Object, @Nullable Object>) inner;
    }
    Map<Object, @Nullable Object> added = new LinkedHashMap<>();
    section.put(name, added);
    return added;
  }

  @SuppressWarnings("unchecked") // made by mutable()
  private static List<@Nullable Object> listIn(Map<Object, @Nullable Object> section, String name) {
    if (section.get(name) instanceof List<?> inner) {
      return (List<@Nullable Object>) inner;
    }
    List<@Nullable Object> added = new ArrayList<>();
    section.put(name, added);
    return added;
  }

  @SuppressWarnings("unchecked") // made by mutable()
  private static Map<Object, @Nullable Object> entry(List<@Nullable Object> list, String name) {
    for (Object item : list) {
      if (item instanceof Map<?, ?> map && name.equals(nameOf(map))) {
        return (Map<Object, @Nullable Object>) map;
      }
    }
    Map<Object, @Nullable Object> added = new LinkedHashMap<>();
    added.put(NAME, name);
    list.add(added);
    return added;
  }

  private void unset(String key) {
    if (!remove(tree, key)) {
      throw refusal(key, "No command changed it.", "'jackfield config show' tells what did.");
    }
  }

  /** Takes the setting out, and what is empty without it. */
  private static boolean remove(Object at, String rest) {
    return switch (at) {
      case Map<?, ?> section -> {
        for (Object name : List.copyOf(section.keySet())) {
          if (rest.equals(name)) {
            section.remove(name);
            yield true;
          }
          Object inner = section.get(name);
          if (inner != null
              && rest.startsWith(name + ".")
              && remove(inner, rest.substring(name.toString().length() + 1))) {
            if (empty(inner)) {
              section.remove(name);
            }
            yield true;
          }
        }
        yield false;
      }
      case List<?> list -> {
        for (Object item : List.copyOf(list)) {
          if (item instanceof Map<?, ?> entry
              && nameOf(entry) instanceof String name
              && (rest.equals(name) || rest.startsWith(name + "."))
              && (rest.equals(name) || remove(entry, rest.substring(name.length() + 1)))) {
            if (rest.equals(name) || entry.size() == 1) {
              list.remove(item);
            }
            yield true;
          }
        }
        yield false;
      }
      default -> false;
    };
  }

  /** As for backends everywhere: its name, or else its type. */
  private static @Nullable Object nameOf(Map<?, ?> entry) {
    Object name = entry.get(NAME);
    return name == null ? entry.get("type") : name;
  }

  private static boolean empty(Object value) {
    return (value instanceof Map<?, ?> map && map.isEmpty())
        || (value instanceof List<?> list && list.isEmpty());
  }

  private static Map<Object, @Nullable Object> mutable(YamlNode.Mapping mapping) {
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    mapping.entries().forEach(entry -> map.put(entry.name(), mutable(entry.value())));
    return map;
  }

  /** Texts stay texts: every value is read from its text, whether it has quotes or not. */
  private static @Nullable Object mutable(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping -> mutable(mapping);
      case YamlNode.Sequence sequence -> {
        List<@Nullable Object> list = new ArrayList<>();
        sequence.items().forEach(item -> list.add(mutable(item)));
        yield list;
      }
      case YamlNode.Scalar scalar -> scalar.isNull() ? null : scalar.text();
    };
  }

  private static ConfigException refusal(String key, String message, String hint) {
    return new ConfigException(List.of(new ConfigProblem(Location.of(key), "", message, hint)));
  }
}
