package org.jackfield.chattemplate;

/**
 * A piece of a prompt as a tokenizer must see it: a control token or a run of plain text.
 *
 * @param kind what the piece is
 * @param text the piece, never empty
 */
public record PromptSegment(Kind kind, String text) {

  /** How a piece is to be tokenised. */
  public enum Kind {
    /** Ordinary text: tokenise it whole, with recognition of control tokens off. */
    TEXT,
    /** Exactly one control token: look its id up. */
    CONTROL
  }
}
