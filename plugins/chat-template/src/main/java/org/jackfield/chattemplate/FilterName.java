package org.jackfield.chattemplate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The filters of this subset, with jinja2's parameters. */
enum FilterName {
  ABS("abs"),
  BATCH("batch", "linecount fill_with?"),
  CAPITALIZE("capitalize"),
  CENTER("center", "width?"),
  DEFAULT("default d", "default_value? boolean?"),
  DICTSORT("dictsort", "case_sensitive? by? reverse?"),
  ESCAPE("escape e"),
  FIRST("first"),
  FLOAT("float", "default?"),
  FORMAT("format", "..."),
  INDENT("indent", "width? first? blank?"),
  INT("int", "default? base?"),
  ITEMS("items"),
  JOIN("join", "d? attribute?"),
  LAST("last"),
  LENGTH("length count"),
  LIST("list"),
  LOWER("lower"),
  MAP("map", "..."),
  MAX("max", "case_sensitive? attribute?"),
  MIN("min", "case_sensitive? attribute?"),
  REJECT("reject", "..."),
  REJECTATTR("rejectattr", "..."),
  REPLACE("replace", "old new count?"),
  REVERSE("reverse"),
  ROUND("round", "precision? method?"),
  SAFE("safe"),
  SELECT("select", "..."),
  SELECTATTR("selectattr", "..."),
  SORT("sort", "reverse? case_sensitive? attribute?"),
  STRING("string"),
  SUM("sum", "attribute? start?"),
  TITLE("title"),
  TOJSON("tojson", "ensure_ascii? indent? separators? sort_keys?"),
  TRIM("trim", "chars?"),
  UNIQUE("unique", "case_sensitive? attribute?"),
  UPPER("upper");

  private static final Map<String, FilterName> BY_NAME =
      Arrays.stream(values())
          .flatMap(f -> f.names().stream().map(n -> Map.entry(n, f)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final String names;
  private final String parameters;

  FilterName(String names) {
    this(names, "");
  }

  FilterName(String names, String parameters) {
    this.names = names;
    this.parameters = parameters;
  }

  static @Nullable FilterName find(String name) {
    return BY_NAME.get(name);
  }

  private List<String> names() {
    return List.of(names.split(" "));
  }

  String pythonName() {
    return names().getFirst();
  }

  Signature signature() {
    return Signature.of(parameters);
  }

  /** All names, for messages and documentation. */
  static List<String> allNames() {
    return Stream.of(values()).map(FilterName::names).flatMap(List::stream).sorted().toList();
  }
}
