package org.jackfield.spi.chat;

import org.jackfield.spi.Extensions;

/**
 * A function that the model may ask to be called. Create it by its factory.
 *
 * @param name its name
 * @param description what it does, for the model
 * @param parametersJson the JSON Schema of its arguments, as JSON
 * @param strict whether arguments must follow the schema exactly
 * @param extensions what belongs to this tool and the canonical model does not know
 */
public record Tool(
    String name, String description, String parametersJson, boolean strict, Extensions extensions) {
  /** A tool whose arguments should follow that JSON Schema. */
  public static Tool of(String name, String description, String parametersJson) {
    return new Tool(name, description, parametersJson, false, Extensions.NONE);
  }

  /** The same with arguments that must follow the schema exactly. */
  public Tool withStrict() {
    return new Tool(name, description, parametersJson, true, extensions);
  }

  /** The same with these extensions in place of its own. */
  public Tool withExtensions(Extensions extensions) {
    return new Tool(name, description, parametersJson, strict, extensions);
  }

  /** Its name and how large its schema is. */
  @Override
  public String toString() {
    return Shown.text("tool '" + name + "'", parametersJson) + Shown.extensions(extensions);
  }
}
