package org.jackfield.spi.chat;

/** Whether and which tool must be called. Create it by the factories here. */
public sealed interface ToolChoice {
  /** The model decides. */
  static ToolChoice auto() {
    return new Auto();
  }

  /** No tool may be called. */
  static ToolChoice none() {
    return new None();
  }

  /** Some tool must be called. */
  static ToolChoice required() {
    return new Required();
  }

  /** That tool must be called. */
  static ToolChoice named(String name) {
    return new Named(name);
  }

  /** The model decides. */
  record Auto() implements ToolChoice {}

  /** No tool may be called. */
  record None() implements ToolChoice {}

  /** Some tool must be called. */
  record Required() implements ToolChoice {}

  /** That tool must be called. */
  record Named(String name) implements ToolChoice {}
}
