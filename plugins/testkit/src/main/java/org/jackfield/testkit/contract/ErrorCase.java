package org.jackfield.testkit.contract;

import java.util.List;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.upstream.Reply;

/**
 * An error as an upstream says it, and what must become of it.
 *
 * @param name what it is about, for the test's name
 * @param reply what the upstream answers
 * @param code the code that the backend must give
 * @param shown texts that message or hint must show
 */
public record ErrorCase(String name, Reply reply, ErrorCode code, List<String> shown) {
  /** Copies its list. */
  public ErrorCase {
    shown = List.copyOf(shown);
  }

  /** An error that must become that code and show these texts. */
  public static ErrorCase of(String name, Reply reply, ErrorCode code, String... shown) {
    return new ErrorCase(name, reply, code, List.of(shown));
  }

  @Override
  public String toString() {
    return name;
  }
}
