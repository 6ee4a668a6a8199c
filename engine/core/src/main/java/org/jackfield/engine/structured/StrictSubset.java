package org.jackfield.engine.structured;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The part of JSON Schema to which OpenAI and Azure hold an answer when they are asked to be
 * strict; another schema they refuse then. Where the two differ it is the smaller part: Azure takes
 * no bounds of numbers, lengths, patterns or formats. Sources:
 * https://platform.openai.com/docs/guides/structured-outputs and
 * https://learn.microsoft.com/azure/ai-foundry/openai/how-to/structured-outputs.
 */
final class StrictSubset {
  private static final int DEEPEST = 5;
  private static final int MOST_PROPERTIES = 100;

  private static final Set<String> WORDS =
      Set.of(
          "$defs",
          "$schema",
          "additionalProperties",
          "anyOf",
          "const",
          "definitions",
          "description",
          "enum",
          "items",
          "properties",
          "required",
          "title",
          "type");

  private int properties;

  private StrictSubset() {}

  /** Whether the schema lies in it. */
  static boolean holds(JsonNode schema) {
    return schema.path("type").asString("").equals("object")
        && !schema.has("anyOf")
        && new StrictSubset().fits(schema, 1);
  }

  private boolean fits(JsonNode schema, int depth) {
    if (!schema.isObject() || depth > DEEPEST) {
      return false;
    }
    if (schema.has("$ref")) {
      return schema.size() == 1;
    }
    return WORDS.containsAll(schema.propertyNames())
        && (schema.has("type") || schema.has("anyOf") || schema.has("enum") || schema.has("const"))
        && object(schema, depth)
        && array(schema, depth)
        && schema.path("anyOf").valueStream().allMatch(one -> fits(one, depth))
        && all(schema.path("$defs"), depth)
        && all(schema.path("definitions"), depth);
  }

  /** An object has all that it says, and nothing else. */
  private boolean object(JsonNode schema, int depth) {
    if (!of(schema, "object")) {
      return !schema.has("properties");
    }
    JsonNode fields = schema.path("properties");
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    properties += fields.size();
    JsonNode others = schema.path("additionalProperties");
    return fields.isObject()
        && others.isBoolean()
        && !others.booleanValue()
        && required.equals(Set.copyOf(fields.propertyNames()))
        && properties <= MOST_PROPERTIES
        && all(fields, depth + 1);
  }

  private boolean array(JsonNode schema, int depth) {
    return !of(schema, "array") || fits(schema.path("items"), depth + 1);
  }

  private boolean all(JsonNode schemas, int depth) {
    return schemas.propertyStream().map(Map.Entry::getValue).allMatch(one -> fits(one, depth));
  }

  /** Whether the type is that one, or one of several. */
  private static boolean of(JsonNode schema, String type) {
    JsonNode types = schema.path("type");
    return types.isArray()
        ? types.valueStream().anyMatch(one -> one.asString("").equals(type))
        : types.asString("").equals(type);
  }
}
