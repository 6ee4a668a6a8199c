package org.jackfield.engine.structured;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression is once its counted repeats are written out, guessed without
 * compiling it: compiling is what would run out of memory.
 */
final class PatternSize {
  private static final Pattern REPEAT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");
  private static final Pattern CLASS = Pattern.compile("\\[\\^?]?(?:[^\\\\\\]]|\\\\.)*+]?");

  /** Sizes of the groups around, each up to where the next one opens. */
  private final Deque<Long> outer = new ArrayDeque<>();

  /** Of the group being read, without its last atom. */
  private long size;

  private long last;

  private PatternSize() {}

  /** Its size in characters and classes; {@link Long#MAX_VALUE} for more than fits. */
  static long of(String regex) {
    return new PatternSize().read(regex);
  }

  private long read(String regex) {
    Matcher repeat = REPEAT.matcher(regex);
    Matcher characters = CLASS.matcher(regex);
    int at = 0;
    while (at < regex.length()) {
      char c = regex.charAt(at);
      if (c == '{' && repeat.region(at, regex.length()).lookingAt()) {
        last = times(last, repeat);
        at = repeat.end();
      } else if (c == '[' && characters.region(at, regex.length()).lookingAt()) {
        atom();
        at = characters.end();
      } else {
        step(c);
        at += c == '\\' ? 2 : 1;
      }
    }
    while (!outer.isEmpty()) {
      close();
    }
    return plus(size, last);
  }

  private void step(char c) {
    if (c == '(') {
      outer.push(plus(size, last));
      size = 0;
      last = 0;
    } else if (c == ')' && !outer.isEmpty()) {
      close();
    } else {
      atom();
    }
  }

  private void atom() {
    size = plus(size, last);
    last = 1;
  }

  private void close() {
    last = plus(plus(size, last), 2);
    size = outer.pop();
  }

  private static long times(long size, Matcher repeat) {
    String most = repeat.group(2);
    long count = Long.parseLong(most == null || most.isEmpty() ? repeat.group(1) : most);
    long factor = Math.max(1, count);
    return size > Long.MAX_VALUE / factor ? Long.MAX_VALUE : size * factor;
  }

  private static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
