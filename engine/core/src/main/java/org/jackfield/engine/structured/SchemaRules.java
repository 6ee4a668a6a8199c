package org.jackfield.engine.structured;

import java.util.Map;
import java.util.Set;
import org.jackfield.engine.FormatFault;
import tools.jackson.databind.JsonNode;

/**
 * What a schema of a request may not hold, beside what its own language says: a reference that
 * leads out of it, a dialect that would have to be fetched, a regular expression that cannot be
 * matched in linear time.
 */
final class SchemaRules {
  /** Their values are data, whatever it looks like. */
  private static final Set<String> DATA = Set.of("const", "enum", "default", "example", "examples");

  /** Their values hold schemas under names that are the caller's. */
  private static final Set<String> NAMED =
      Set.of(
          "properties",
          "patternProperties",
          "$defs",
          "definitions",
          "dependentSchemas",
          "dependencies");

  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  private final LinearPatterns patterns;

  SchemaRules(LinearPatterns patterns) {
    this.patterns = patterns;
  }

  /**
   * Checks the schema.
   *
   * @throws FormatFault that says where it breaks which rule
   */
  void check(JsonNode schema) {
    check(schema, "");
  }

  private void check(JsonNode schema, String at) {
    if (schema.isArray()) {
      for (int i = 0; i < schema.size(); i++) {
        check(schema.get(i), at + "/" + i);
      }
    }
    for (Map.Entry<String, JsonNode> field : schema.properties()) {
      String name = field.getKey();
      String here = at + "/" + Pointers.escape(name);
      if (NAMED.contains(name)) {
        named(name, field.getValue(), here);
      } else if (!DATA.contains(name)) {
        keyword(name, field.getValue(), here);
        check(field.getValue(), here);
      }
    }
  }

  private void named(String keyword, JsonNode schemas, String at) {
    for (Map.Entry<String, JsonNode> each : schemas.properties()) {
      String here = at + "/" + Pointers.escape(each.getKey());
      if (keyword.equals("patternProperties")) {
        linear(each.getKey(), here);
      }
      check(each.getValue(), here);
    }
  }

  private void keyword(String name, JsonNode value, String at) {
    if (!value.isString()) {
      return;
    }
    String text = value.asString();
    if (REFERENCES.contains(name) && !text.startsWith("#")) {
      throw fault(at, "only references inside of the schema are followed: begin it with '#'");
    }
    if (name.equals("pattern")) {
      linear(text, at);
    }
  }

  private void linear(String regex, String at) {
    try {
      patterns.getRegularExpression(regex);
    } catch (FormatFault e) {
      throw fault(at, e.message());
    }
  }

  private static FormatFault fault(String at, String words) {
    return new FormatFault(Pointers.said(at, words));
  }
}
