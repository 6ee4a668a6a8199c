package org.jackfield.chattemplate;

/** A failure to compile or to render a chat template, with the place in the template. Immutable. */
public final class ChatTemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is; decide by this, never by the text of the message. */
  public enum Code {
    /** The template is not well-formed Jinja. */
    SYNTAX,
    /** The template uses a construct that this subset does not have. */
    UNSUPPORTED,
    /** The template itself called {@code raise_exception}: it refuses these messages. */
    RAISED,
    /** An expression has no value for this input: a wrong type, or use of an undefined value. */
    EVALUATION,
    /** The template went over a limit of size, nesting, steps or output. */
    LIMIT
  }

  private final Code code;
  private final String templateName;
  private final String detail;
  private final int line;
  private final int column;

  ChatTemplateException(Code code, String templateName, String detail, int line, int column) {
    super(
        "chat template '%s', line %d, column %d: %s%s"
            .formatted(
                templateName,
                line,
                column,
                code == Code.RAISED ? "the template refuses the input: " : "",
                detail));
    this.code = code;
    this.templateName = templateName;
    this.detail = detail;
    this.line = line;
    this.column = column;
  }

  /** The kind of failure. */
  public Code code() {
    return code;
  }

  /** True when the template raised this itself, so that {@link #detail} is the template's text. */
  public boolean raisedByTemplate() {
    return code == Code.RAISED;
  }

  /**
   * The message without its place; for {@link Code#RAISED} exactly what the template said, up to
   * 4,000 characters.
   */
  public String detail() {
    return detail;
  }

  /** The name that was given to the template. */
  public String templateName() {
    return templateName;
  }

  /** The line in the template, from 1. */
  public int line() {
    return line;
  }

  /** The column in the line, in UTF-16 units from 1. */
  public int column() {
    return column;
  }
}
