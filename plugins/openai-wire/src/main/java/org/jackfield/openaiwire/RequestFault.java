package org.jackfield.openaiwire;

/**
 * OpenAI's own word for what is wrong with a field of a request, such as {@code invalid_type}: the
 * cause of the error that says it in a sentence.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's error codes</a>
 */
final class RequestFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  RequestFault(String code) {
    super(code, null, false, false);
  }

  String code() {
    return String.valueOf(getMessage());
  }
}
