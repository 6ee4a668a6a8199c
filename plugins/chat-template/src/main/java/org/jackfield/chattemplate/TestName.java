package org.jackfield.chattemplate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tests of this subset, for {@code is}, {@code select} and their kin. */
enum TestName {
  BOOLEAN("boolean"),
  CALLABLE("callable"),
  DEFINED("defined"),
  DIVISIBLEBY("divisibleby", "num"),
  EQUAL("equalto eq ==", "other"),
  EVEN("even"),
  FALSE("false"),
  FLOAT("float"),
  GREATER("greaterthan gt >", "other"),
  GREATER_OR_EQUAL("ge >=", "other"),
  IN("in", "seq"),
  INTEGER("integer"),
  ITERABLE("iterable"),
  LESS("lessthan lt <", "other"),
  LESS_OR_EQUAL("le <=", "other"),
  LOWER("lower"),
  MAPPING("mapping"),
  NONE("none"),
  NOT_EQUAL("ne !=", "other"),
  NUMBER("number"),
  ODD("odd"),
  SAMEAS("sameas", "other"),
  SEQUENCE("sequence"),
  STRING("string"),
  TRUE("true"),
  UNDEFINED("undefined"),
  UPPER("upper");

  private static final Map<String, TestName> BY_NAME =
      Arrays.stream(values())
          .flatMap(t -> t.names().stream().map(n -> Map.entry(n, t)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final String names;
  private final String parameters;

  TestName(String names) {
    this(names, "");
  }

  TestName(String names, String parameters) {
    this.names = names;
    this.parameters = parameters;
  }

  static @Nullable TestName find(String name) {
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
    return Stream.of(values()).map(TestName::names).flatMap(List::stream).sorted().toList();
  }
}
