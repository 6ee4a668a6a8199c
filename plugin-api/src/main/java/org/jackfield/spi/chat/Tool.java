package org.jackfield.spi.chat;

/**
 * A function that the model may ask to be called. Create it by its factory.
 *
 * @param name its name
 * @param description what it does, for the model
 * @param parametersJson the JSON Schema of its arguments, as JSON
 * @param strict whether arguments must follow the schema exactly
 */
public record Tool(String name, String description, String parametersJson, boolean strict) {
  /** A tool whose arguments should follow that JSON Schema. */
  public static Tool of(String name, String description, String parametersJson) {
    return new Tool(name, description, parametersJson, false);
  }

  /** The same with arguments that must follow the schema exactly. */
  public Tool withStrict() {
    return new Tool(name, description, parametersJson, true);
  }
}
