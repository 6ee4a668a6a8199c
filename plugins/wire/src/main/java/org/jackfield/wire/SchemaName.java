package org.jackfield.wire;

import java.util.regex.Pattern;

/**
 * The name of a schema as providers take it: up to 64 letters, digits, underscores and dashes. It
 * is a label and changes no answer, so a name that has anything else in it is not refused.
 */
public final class SchemaName {
  private static final int MAX_CHARS = 64;
  private static final Pattern REFUSED = Pattern.compile("[^a-zA-Z0-9_-]");

  private SchemaName() {}

  /**
   * The name with an underscore for each character that may not be in it, and cut.
   *
   * @param unnamed stands in for an empty one
   */
  public static String of(String name, String unnamed) {
    String clean = REFUSED.matcher(name).replaceAll("_");
    String cut = clean.substring(0, Math.min(clean.length(), MAX_CHARS));
    return cut.isEmpty() ? unnamed : cut;
  }
}
