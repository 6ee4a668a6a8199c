package org.jackfield.wire;

import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.spi.Extensions;

/**
 * Entries of lists that are of a kind nobody here knows, such as a part of a new type. They are
 * kept as extensions of what has the list, under its name and their place, such as {@code
 * content[1]}.
 */
public final class Entries {
  private static final Pattern NAME = Pattern.compile("(content|tool_calls|tools)\\[(\\d{1,9})]");

  private Entries() {}

  /** The name of the entry at that place of the list. */
  public static String name(String list, int index) {
    return list + "[" + index + "]";
  }

  /** Whether that is the name of an entry. */
  public static boolean isOne(String name) {
    return NAME.matcher(name).matches();
  }

  /** Puts the kept entries of that list back among the others, each at its place if it is there. */
  public static void insert(String list, Extensions fields, List<String> others) {
    TreeMap<Integer, String> kept = new TreeMap<>();
    for (String name : fields.names()) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches() && matcher.group(1).equals(list)) {
        String json = fields.json(name).orElse("null");
        kept.put(Integer.valueOf(matcher.group(2)), RawJson.checked(json, "'" + name + "'"));
      }
    }
    kept.forEach((index, json) -> others.add(Math.min(index, others.size()), json));
  }
}
