package org.jackfield.chattemplate;

/** Who wrote a piece of a rendered prompt. */
public enum Origin {
  /** The model's template, or a value that the caller declared trusted. */
  TEMPLATE,
  /** Data that the caller passed: message text, names, tool definitions, arguments. */
  CONTENT
}
