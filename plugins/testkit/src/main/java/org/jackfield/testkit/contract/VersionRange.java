package org.jackfield.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of versions as a plugin's manifest names it: comparisons that all must hold, such as
 * {@code >=0.1.0 & <0.2.0}. The engine reads more spellings than this; the kit asks for the one
 * that nobody has to look up.
 *
 * @param comparisons all must hold
 */
record VersionRange(List<Comparison> comparisons) {
  private static final Pattern COMPARISON =
      Pattern.compile("(>=|<=|>|<|=|)\\s*(\\d+)\\.(\\d+)\\.(\\d+)");

  /** One bound, of three numbers. */
  record Comparison(String sign, List<Integer> version) {}

  /** Copies its list. */
  VersionRange {
    comparisons = List.copyOf(comparisons);
  }

  /** The range of that text. Throws {@link IllegalArgumentException} when it is none. */
  static VersionRange parse(String text) {
    return new VersionRange(
        Arrays.stream(text.split("&", -1)).map(part -> comparison(text, part.strip())).toList());
  }

  private static Comparison comparison(String text, String part) {
    Matcher found = COMPARISON.matcher(part);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no range of versions; write one such as >=0.1.0 & <0.2.0.");
    }
    return new Comparison(found.group(1), numbers(found, 2));
  }

  private static List<Integer> numbers(Matcher found, int first) {
    return List.of(
        Integer.parseInt(found.group(first)),
        Integer.parseInt(found.group(first + 1)),
        Integer.parseInt(found.group(first + 2)));
  }

  /** Whether that version, of three numbers, is inside. */
  boolean contains(String version) {
    List<Integer> asked = comparison(version, version).version();
    return comparisons.stream()
        .allMatch(
            bound -> {
              int order = Arrays.compare(array(asked), array(bound.version()));
              return switch (bound.sign()) {
                case ">=" -> order >= 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case "<" -> order < 0;
                default -> order == 0;
              };
            });
  }

  private static int[] array(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}
