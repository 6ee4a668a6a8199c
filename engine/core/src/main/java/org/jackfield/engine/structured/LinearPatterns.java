package org.jackfield.engine.structured;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.HashMap;
import java.util.Map;
import org.jackfield.engine.FormatFault;

/**
 * The regular expressions of one schema, matched in time linear in the text by RE2. What RE2 cannot
 * do in linear time (looking around, back references) is refused. One schema, one thread.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2's syntax</a>
 */
final class LinearPatterns implements RegularExpressionFactory {
  /** States of one pattern at most, counted before it is compiled: repeats are unrolled. */
  private static final long LARGEST_PATTERN = 2_000;

  /** States times characters for one answer: about a second. */
  private static final long MOST_WORK = 20_000_000;

  private final Map<String, RegularExpression> compiled = new HashMap<>();
  private long workLeft = MOST_WORK;

  /** A new answer is about to be matched. */
  void refill() {
    workLeft = MOST_WORK;
  }

  /** Whether some text of the answer was not matched, because all of it took too long. */
  boolean exhausted() {
    return workLeft < 0;
  }

  /**
   * The expression.
   *
   * @throws FormatFault when it cannot be matched in linear time, or is none
   */
  @Override
  public RegularExpression getRegularExpression(String regex) {
    return compiled.computeIfAbsent(regex, this::compile);
  }

  private RegularExpression compile(String regex) {
    if (PatternSize.of(regex) > LARGEST_PATTERN) {
      throw new FormatFault("the regular expression is too large with its repeats written out");
    }
    try {
      Pattern pattern = Pattern.compile(inRe2(regex));
      return text -> spend(pattern, text) && pattern.matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new FormatFault(
          "the regular expression cannot be checked in linear time: " + e.getDescription());
    } catch (StackOverflowError e) {
      throw new FormatFault("the regular expression is nested too deep");
    }
  }

  /** Whether there is work left for that text; it throws nothing, which the library would log. */
  private boolean spend(Pattern pattern, String text) {
    workLeft -= (long) pattern.programSize() * (text.length() + 1);
    return workLeft >= 0;
  }

  /** ECMA's {@code \\uXXXX} as RE2 writes it. */
  private static String inRe2(String regex) {
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c != '\\' || i + 1 == regex.length()) {
        written.append(c);
      } else if (regex.startsWith("u", i + 1) && regex.length() > i + 5) {
        written.append("\\x{").append(regex, i + 2, i + 6).append('}');
        i += 5;
      } else {
        written.append(c).append(regex.charAt(++i));
      }
    }
    return written.toString();
  }
}
