package org.jackfield.engine.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (draft 2020-12, https://json-schema.org/draft/2020-12/schema) of a configuration
 * file, made from the same declarations that the configuration is checked by. It is for editors:
 * what it accepts may still name a backend or a variable that is not there.
 */
public final class ConfigSchema {
  private static final String PLACEHOLDER = "\\$\\{";
  private static final JsonMapper JSON = JsonMapper.shared();

  private ConfigSchema() {}

  /**
   * The schema as a document.
   *
   * @param types the types whose own keys are to be in it; entries of other types may have any key
   */
  public static String json(InstalledTypes types) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$id", "urn:jackfield:config");
    root.put("title", "Jackfield configuration");
    section(root, ConfigKeys.ROOT, types);
    root.put("type", "object");
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  /** The schema of a file of prompt templates. */
  public static String prompts() {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$id", "urn:jackfield:prompts");
    root.put("title", "Jackfield prompt templates");
    section(root, PromptKeys.FILE, new InstalledTypes(List.of(), Map.of()));
    root.put("type", "object");
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static ObjectNode section(
      ObjectNode schema, ConfigSection section, InstalledTypes types) {
    schema.put("description", section.doc());
    schema.set("type", JSON.createArrayNode().add("object").add("null"));
    ObjectNode properties = schema.putObject("properties");
    section.keys().forEach(key -> properties.set(key.name(), key(key, types)));
    schema.put("additionalProperties", false);
    return schema;
  }

  private static ObjectNode key(ConfigKey key, InstalledTypes types) {
    ObjectNode schema =
        switch (key.type()) {
          case ValueType.Single single -> nullable(single(single));
          case ValueType.Items items -> items(items);
          case ValueType.NamedTexts ignored -> named(text());
          case ValueType.Section inner -> section(JSON.createObjectNode(), inner.section(), types);
          case ValueType.Sections ignored -> backends(types);
          case ValueType.NamedSections named ->
              named(section(JSON.createObjectNode(), named.section(), types));
        };
    schema.put("description", key.doc());
    putDefault(schema, key.type(), key.fallback());
    return schema;
  }

  private static void putDefault(ObjectNode schema, ValueType type, @Nullable String fallback) {
    if (fallback == null) {
      return;
    }
    switch (type) {
      case ValueType.Whole ignored -> schema.put("default", Long.parseLong(fallback));
      case ValueType.Decimal ignored -> schema.put("default", Double.parseDouble(fallback));
      case ValueType.Flag ignored -> schema.put("default", Boolean.parseBoolean(fallback));
      default -> schema.put("default", fallback);
    }
  }

  private static ObjectNode single(ValueType.Single type) {
    return switch (type) {
      case ValueType.Text ignored -> text();
      case ValueType.Hidden ignored -> text();
      case ValueType.Whole whole -> {
        ObjectNode number = JSON.createObjectNode().put("type", "integer");
        if (whole.min() != Long.MIN_VALUE || whole.max() != Long.MAX_VALUE) {
          number.put("minimum", whole.min()).put("maximum", whole.max());
        }
        yield anyOf(number, pattern("^-?[0-9]+$"));
      }
      case ValueType.Decimal decimal -> {
        ObjectNode number = JSON.createObjectNode().put("type", "number");
        if (decimal.max() != Double.MAX_VALUE) {
          number.put("minimum", decimal.min()).put("maximum", decimal.max());
        }
        yield anyOf(number, pattern("^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"));
      }
      case ValueType.Flag ignored ->
          anyOf(JSON.createObjectNode().put("type", "boolean"), pattern("^(true|false)$"));
      case ValueType.Time time ->
          anyOf(
              JSON.createObjectNode()
                  .put("type", "number")
                  .put("minimum", time.min().toMillis() / 1000.0)
                  .put("maximum", time.max().toMillis() / 1000.0),
              pattern("^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)?$"));
      case ValueType.Size size ->
          anyOf(
              JSON.createObjectNode()
                  .put("type", "integer")
                  .put("minimum", size.min())
                  .put("maximum", size.max()),
              pattern("^[0-9]+ *([kKmMgG]?[bB])?$"));
      case ValueType.Url ignored -> pattern("^[hH][tT][tT][pP][sS]?://[^/]");
      case ValueType.Choice choice -> {
        ObjectNode values = JSON.createObjectNode();
        ArrayNode list = values.putArray("enum");
        choice.values().forEach(list::add);
        yield anyOf(
            values, JSON.createObjectNode().put("type", "string").put("pattern", PLACEHOLDER));
      }
    };
  }

  /** A text; what YAML takes for a number or a truth is one, too, and keeps its writing. */
  private static ObjectNode text() {
    ObjectNode schema = JSON.createObjectNode();
    schema.putArray("type").add("string").add("number").add("boolean");
    return schema;
  }

  /** A text of that shape, or one that a variable fills. */
  private static ObjectNode pattern(String pattern) {
    return JSON.createObjectNode()
        .put("type", "string")
        .put("pattern", "(" + pattern + ")|" + PLACEHOLDER);
  }

  private static ObjectNode anyOf(ObjectNode... schemas) {
    ObjectNode schema = JSON.createObjectNode();
    schema.putArray("anyOf").addAll(List.of(schemas));
    return schema;
  }

  /** The same, or nothing: an empty value counts as none. */
  private static ObjectNode nullable(ObjectNode schema) {
    ObjectNode none = JSON.createObjectNode().put("type", "null");
    if (schema.get("anyOf") instanceof ArrayNode choices) {
      choices.add(none);
      return schema;
    }
    return anyOf(schema, none);
  }

  private static ObjectNode items(ValueType.Items type) {
    ObjectNode list = JSON.createObjectNode().put("type", "array");
    list.set("items", single(type.item()));
    return anyOf(single(type.item()), list, JSON.createObjectNode().put("type", "null"));
  }

  private static ObjectNode named(ObjectNode value) {
    ObjectNode schema = JSON.createObjectNode();
    schema.putArray("type").add("object").add("null");
    schema.set("additionalProperties", value);
    return schema;
  }

  /** Entries: each type with its own keys, a type that is not known here with any. */
  private static ObjectNode backends(InstalledTypes types) {
    ObjectNode list = JSON.createObjectNode();
    list.putArray("type").add("array").add("null");
    ObjectNode entry = section(JSON.createObjectNode(), ConfigKeys.BACKEND, types);
    entry.put("type", "object");
    entry.putArray("required").add("type");
    entry.remove("additionalProperties");
    ArrayNode rules = JSON.createArrayNode();
    for (InstalledTypes.Type type : types.types()) {
      ObjectNode rule = rules.addObject();
      ArrayNode names =
          rule.putObject("if").putObject("properties").putObject("type").putArray("enum");
      type.names().forEach(names::add);
      ObjectNode then =
          section(JSON.createObjectNode(), ConfigKeys.backend(type.settings()), types);
      then.put("type", "object");
      rule.set("then", then);
    }
    if (!rules.isEmpty()) {
      entry.set("allOf", rules);
    }
    list.set("items", entry);
    return list;
  }
}
