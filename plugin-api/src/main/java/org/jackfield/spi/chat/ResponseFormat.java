package org.jackfield.spi.chat;

/** What an answer must look like. Create it by the factories here. */
public sealed interface ResponseFormat {
  /** Any text. */
  static ResponseFormat text() {
    return new Text();
  }

  /** Some JSON object. */
  static ResponseFormat json() {
    return new Json();
  }

  /** JSON that follows a schema, given as JSON. */
  static ResponseFormat jsonSchema(String name, String schemaJson, boolean strict) {
    return new JsonSchema(name, schemaJson, strict);
  }

  /** Any text. */
  record Text() implements ResponseFormat {}

  /** Some JSON object. */
  record Json() implements ResponseFormat {}

  /** JSON that follows a schema. */
  record JsonSchema(String name, String schemaJson, boolean strict) implements ResponseFormat {}
}
