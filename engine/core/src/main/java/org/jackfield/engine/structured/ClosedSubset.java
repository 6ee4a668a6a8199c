package org.jackfield.engine.structured;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The part of JSON Schema that still means the same once its objects take no field beside those
 * they name, which is all that Claude is held to. A schema that leaves an object open, says nothing
 * at some place, calls itself or has its fields in several places lies outside. Bounds and the like
 * may be there: the plugin writes them as words. Source:
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs, "JSON Schema
 * limitations" and "Schema complexity limits".
 */
final class ClosedSubset {
  private static final int MOST_OPTIONAL = 24;
  private static final int MOST_UNIONS = 16;
  private static final List<String> DEFINITIONS = List.of("$defs", "definitions");

  /** One of them says what a value is. */
  private static final List<String> SAYING = List.of("type", "enum", "const", "anyOf", "oneOf");

  /** What has no like in closed schemas, or would be broken by closing. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "$dynamicRef",
          "$recursiveRef",
          "allOf",
          "dependencies",
          "dependentSchemas",
          "else",
          "if",
          "not",
          "patternProperties",
          "prefixItems",
          "then");

  private final JsonNode root;
  private final Set<String> entered = new HashSet<>();
  private final Set<String> known = new HashSet<>();
  private int optional;
  private int unions;

  private ClosedSubset(JsonNode root) {
    this.root = root;
  }

  /** Whether the schema lies in it. */
  static boolean holds(JsonNode schema) {
    ClosedSubset subset = new ClosedSubset(schema);
    return schema.isObject()
        && subset.says(schema)
        && subset.definitionsFit()
        && subset.optional <= MOST_OPTIONAL
        && subset.unions <= MOST_UNIONS;
  }

  /** Also those that nothing refers to: they are read all the same. */
  private boolean definitionsFit() {
    return DEFINITIONS.stream()
        .allMatch(
            place ->
                root.path(place).propertyNames().stream()
                    .allMatch(name -> refers("#/" + place + "/" + name)));
  }

  /** Definitions are looked for at the top alone. */
  private boolean fits(JsonNode schema) {
    return schema.isObject() && DEFINITIONS.stream().noneMatch(schema::has) && says(schema);
  }

  private boolean says(JsonNode schema) {
    if (schema.has("$ref")) {
      return refers(schema.path("$ref").asString(""));
    }
    return SAYING.stream().anyMatch(schema::has)
        && OUTSIDE.stream().noneMatch(schema::has)
        && object(schema)
        && (!of(schema, "array") || fits(schema.path("items")))
        && union(schema)
        && schema.path("enum").valueStream().noneMatch(JsonNode::isContainer)
        && !schema.path("const").isContainer();
  }

  /** A definition counts once, however often it is named; one that leads back to itself never. */
  private boolean refers(String reference) {
    if (entered.contains(reference)) {
      return false;
    }
    if (known.contains(reference)) {
      return true;
    }
    entered.add(reference);
    boolean fits = fits(definition(reference));
    entered.remove(reference);
    known.add(reference);
    return fits;
  }

  private JsonNode definition(String reference) {
    for (String place : DEFINITIONS) {
      String prefix = "#/" + place + "/";
      if (reference.startsWith(prefix)) {
        return root.path(place).path(reference.substring(prefix.length()));
      }
    }
    return MissingNode.getInstance();
  }

  /** An object has the fields that it names, and there are some unless it says there are none. */
  private boolean object(JsonNode schema) {
    JsonNode fields = schema.path("properties");
    if (!of(schema, "object")) {
      return !schema.has("properties");
    }
    JsonNode others = schema.path("additionalProperties");
    boolean closed = others.isBoolean() && !others.booleanValue();
    Set<String> names = Set.copyOf(fields.propertyNames());
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    optional += names.size() - required.size();
    return (closed || (others.isMissingNode() && !names.isEmpty()))
        && schema.path("unevaluatedProperties").isMissingNode()
        && names.containsAll(required)
        && !schema.has("anyOf")
        && !schema.has("oneOf")
        && fields.propertyStream().map(Map.Entry::getValue).allMatch(this::fits);
  }

  private boolean union(JsonNode schema) {
    boolean alternatives = schema.has("anyOf") || schema.has("oneOf");
    unions += alternatives || schema.path("type").isArray() ? 1 : 0;
    return !(schema.has("anyOf") && schema.has("oneOf"))
        && schema.path("anyOf").valueStream().allMatch(this::fits)
        && schema.path("oneOf").valueStream().allMatch(this::fits);
  }

  /** Whether the type is that one, or one of several. */
  private static boolean of(JsonNode schema, String type) {
    JsonNode types = schema.path("type");
    return types.isArray()
        ? types.valueStream().anyMatch(one -> one.asString("").equals(type))
        : types.asString("").equals(type);
  }
}
