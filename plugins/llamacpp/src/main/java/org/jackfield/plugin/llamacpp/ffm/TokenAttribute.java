package org.jackfield.plugin.llamacpp.ffm;

/** Properties of a vocabulary entry, as {@code llama_token_attr} numbers them. */
public enum TokenAttribute {
  /** Stands for no bytes of text. */
  UNKNOWN(1),
  /** Steers the model and is no text: the beginning of a turn, the end of the answer. */
  CONTROL(1 << 3),
  /** Text that the tokenizer always takes as one token. */
  USER_DEFINED(1 << 4),
  /** Swallows white space before it. */
  LSTRIP(1 << 7),
  /** Swallows white space behind it. */
  RSTRIP(1 << 8);

  private final int bit;

  TokenAttribute(int bit) {
    this.bit = bit;
  }

  boolean in(int attributes) {
    return (attributes & bit) != 0;
  }
}
