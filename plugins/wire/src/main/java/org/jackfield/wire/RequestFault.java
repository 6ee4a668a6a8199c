package org.jackfield.wire;

/**
 * The word for what is wrong with a field of a request, such as {@code invalid_type}: the cause of
 * the error that says it in a sentence. The words are those that OpenAI's API has for it.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's error codes</a>
 */
public final class RequestFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  RequestFault(String code) {
    super(code, null, false, false);
  }

  /** The word. */
  public String code() {
    return String.valueOf(getMessage());
  }
}
