package org.jackfield.chattemplate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of strings in this subset, with Python's parameters. */
enum StringMethod {
  CAPITALIZE(""),
  CENTER("width fillchar?"),
  COUNT("sub start? end?"),
  ENDSWITH("suffix start? end?"),
  FIND("sub start? end?"),
  FORMAT("..."),
  INDEX("sub start? end?"),
  ISALNUM(""),
  ISALPHA(""),
  ISDECIMAL(""),
  ISDIGIT(""),
  ISLOWER(""),
  ISSPACE(""),
  ISUPPER(""),
  JOIN("iterable"),
  LJUST("width fillchar?"),
  LOWER(""),
  LSTRIP("chars?"),
  PARTITION("sep"),
  REMOVEPREFIX("prefix"),
  REMOVESUFFIX("suffix"),
  REPLACE("old new count?"),
  RFIND("sub start? end?"),
  RINDEX("sub start? end?"),
  RJUST("width fillchar?"),
  RPARTITION("sep"),
  RSPLIT("sep? maxsplit?"),
  RSTRIP("chars?"),
  SPLIT("sep? maxsplit?"),
  SPLITLINES("keepends?"),
  STARTSWITH("prefix start? end?"),
  STRIP("chars?"),
  TITLE(""),
  UPPER(""),
  ZFILL("width");

  private static final Map<String, StringMethod> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(StringMethod::pythonName, Function.identity()));

  private static final Set<String> OTHERS_OF_PYTHON =
      Set.of(
          "casefold",
          "encode",
          "expandtabs",
          "format_map",
          "isascii",
          "isidentifier",
          "isnumeric",
          "isprintable",
          "istitle",
          "maketrans",
          "swapcase",
          "translate");

  private final String parameters;

  StringMethod(String parameters) {
    this.parameters = parameters;
  }

  static @Nullable StringMethod find(String name) {
    return BY_NAME.get(name);
  }

  static Set<String> allNames() {
    return BY_NAME.keySet();
  }

  /** True for a method that Python's strings have and this subset has not. */
  static boolean isMissing(String name) {
    return OTHERS_OF_PYTHON.contains(name);
  }

  /** True when the result is the same for markup, or no text. */
  boolean keepsMarkup() {
    return switch (this) {
      case COUNT, ENDSWITH, FIND, INDEX, ISALNUM, ISALPHA, ISDECIMAL, ISDIGIT, ISLOWER, ISSPACE ->
          true;
      case ISUPPER, LOWER, LSTRIP, RFIND, RINDEX, RSTRIP, STARTSWITH, STRIP, UPPER -> true;
      case CAPITALIZE, CENTER, FORMAT, JOIN, LJUST, PARTITION, REMOVEPREFIX, REMOVESUFFIX -> false;
      case REPLACE, RJUST, RPARTITION, RSPLIT, SPLIT, SPLITLINES, TITLE, ZFILL -> false;
    };
  }

  String pythonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  Signature signature() {
    return Signature.of(parameters);
  }
}
