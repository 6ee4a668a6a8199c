package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The effective configuration for people: each value, masked where it is a secret, and where it
 * came from. Immutable.
 *
 * @param items every value, in the order of the reference
 */
public record ConfigView(List<Item> items) {
  /**
   * A value and where it came from.
   *
   * @param value a {@link String}, {@link Number}, {@link Boolean} or a list of strings; secrets
   *     are masked
   * @param origin a place in a file, an environment variable, or a default
   * @param steps the way to it: a {@link String} for a key, an {@link Integer} for a position
   */
  public record Item(Object value, String origin, List<Object> steps) {
    /** Copies its list. */
    public Item {
      steps = List.copyOf(steps);
    }

    /** The key's path, such as {@code llm.providers[0].timeout}. */
    public String path() {
      return new KeyPath(steps).toString();
    }
  }

  /** Copies its list. */
  public ConfigView {
    items = List.copyOf(items);
  }

  /** The configuration as YAML, each value's origin in a comment behind it. */
  public String yaml() {
    return new ViewYaml(tree()).text();
  }

  /** The configuration as a JSON document: a list of path, value and origin. */
  public String json() {
    JsonMapper mapper = JsonMapper.shared();
    ArrayNode list = mapper.createArrayNode();
    for (Item item : items) {
      ObjectNode node = list.addObject();
      node.put("path", item.path());
      node.set("value", mapper.valueToTree(item.value()));
      node.put("origin", item.origin());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list);
  }

  /** Values in their places: a map or list of nodes, or an item as leaf. */
  private Branch tree() {
    Branch root = new Branch();
    for (Item item : items) {
      Branch at = root;
      for (Object step : item.steps().subList(0, item.steps().size() - 1)) {
        at = at.branch(step);
      }
      at.children.put(item.steps().getLast(), item);
    }
    return root;
  }

  /** A section or list in the making. */
  static final class Branch {
    final Map<Object, Object> children = new LinkedHashMap<>();

    private Branch branch(Object step) {
      if (children.computeIfAbsent(step, s -> new Branch()) instanceof Branch branch) {
        return branch;
      }
      throw new IllegalStateException("A value stands where a section should: " + step);
    }
  }

  /** Collects the items while the configuration is resolved. */
  static final class Builder {
    private final List<Item> items = new ArrayList<>();

    void add(KeyPath path, Object value, String origin) {
      items.add(new Item(value, origin, path.steps()));
    }

    ConfigView build() {
      return new ConfigView(items);
    }
  }
}
