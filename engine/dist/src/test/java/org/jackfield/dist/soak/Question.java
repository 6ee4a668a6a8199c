package org.jackfield.dist.soak;

import java.util.regex.Pattern;

/**
 * One kind of request and what every right answer to it is.
 *
 * @param model the backend that it names
 * @param text what the user says
 * @param stream whether the answer is asked for as a stream
 * @param answer all that a right answer may be; its first group says who answered
 * @param who may answer
 */
record Question(String model, String text, boolean stream, Pattern answer, Who who) {
  /** Who may answer a question that is asked again. */
  enum Who {
    /** Anybody. */
    ANYBODY,
    /** The same one, always, whichever client asks. */
    ALWAYS_THE_SAME,
    /** A number that may rise and never falls for one client. */
    NEVER_OLDER
  }

  String body() {
    return """
        {"model": "%s", "messages": [{"role": "user", "content": "%s"}], "max_tokens": 16, \
        "stream": %s}"""
        .formatted(model, text, stream);
  }
}
