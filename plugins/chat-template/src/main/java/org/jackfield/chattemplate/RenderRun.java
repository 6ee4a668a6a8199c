package org.jackfield.chattemplate;

import java.time.Clock;
import org.jackfield.chattemplate.ChatTemplateException.Code;

/** The state of one rendering: what it has cost, where it is, what time it is. One thread only. */
final class RenderRun {
  /** Nested evaluations; sized so that the deepest one fits a small thread stack. */
  static final int MAX_DEPTH = 400;

  private static final int CHARS_PER_STEP = 1024;

  private final Source source;
  private final TemplateLimits limits;
  private final Clock clock;
  private long steps;
  private long textChars;
  private int depth;
  private int at;

  RenderRun(Source source, TemplateLimits limits, Clock clock) {
    this.source = source;
    this.limits = limits;
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  /** Says what is being evaluated, for the place in an error. */
  void at(int offset) {
    at = offset;
  }

  void enter() {
    step(1);
    if (++depth > MAX_DEPTH) {
      throw limit("nesting of evaluations, macro calls or data goes beyond " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  void step(long count) {
    steps += count;
    if (steps > limits.maxSteps()) {
      throw limit("rendering takes more than %d steps".formatted(limits.maxSteps()));
    }
  }

  /** Charges a search of one text in another by its worst case. */
  void search(int haystackChars, int needleChars) {
    step(1 + (long) haystackChars * (1 + needleChars / 16) / CHARS_PER_STEP);
  }

  /** Charges text that a builder of a length adds. */
  void countText(int lengthBefore, int added) {
    textChars += added;
    if ((long) lengthBefore + added > limits.maxOutputChars()) {
      throw limit("the text grows beyond %d characters".formatted(limits.maxOutputChars()));
    }
    if (textChars > limits.maxTextChars()) {
      throw limit(
          "string operations produce more than %d characters".formatted(limits.maxTextChars()));
    }
    step(added / CHARS_PER_STEP);
  }

  TextBuilder text() {
    return new TextBuilder(this);
  }

  ChatTemplateException error(String detail) {
    return source.error(Code.EVALUATION, detail, at);
  }

  ChatTemplateException unsupported(String detail) {
    return source.unsupported(detail, at);
  }

  ChatTemplateException limit(String detail) {
    return source.error(Code.LIMIT, detail, at);
  }

  ChatTemplateException raised(String message) {
    return source.error(Code.RAISED, message, at);
  }
}
