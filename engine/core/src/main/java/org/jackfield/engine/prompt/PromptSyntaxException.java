package org.jackfield.engine.prompt;

/** A text that is no template, and where. */
public final class PromptSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int offset;
  private final String problem;
  private final String hint;

  PromptSyntaxException(int offset, String problem, String hint) {
    super(problem + " " + hint, null, false, false);
    this.offset = offset;
    this.problem = problem;
    this.hint = hint;
  }

  /** Which character of the text, from 0. */
  public int offset() {
    return offset;
  }

  /** What is wrong. */
  public String problem() {
    return problem;
  }

  /** What to write. */
  public String hint() {
    return hint;
  }
}
