package org.jackfield.chattemplate;

/**
 * A stretch of a rendered prompt with one origin.
 *
 * @param start first UTF-16 index
 * @param end index after the last one; always greater than {@code start}
 * @param origin who wrote it
 */
public record OriginSpan(int start, int end, Origin origin) {
  /** Checks that the span is not empty. */
  public OriginSpan {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "span [%d, %d) is empty or negative".formatted(start, end));
    }
  }
}
