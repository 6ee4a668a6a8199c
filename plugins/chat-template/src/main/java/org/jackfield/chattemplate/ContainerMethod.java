package org.jackfield.chattemplate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of mappings, lists and tuples in this subset. */
enum ContainerMethod {
  COPY("", true),
  COUNT("value", false),
  GET("key default?", true),
  INDEX("value start? stop?", false),
  ITEMS("", true),
  KEYS("", true),
  VALUES("", true);

  private static final Map<String, ContainerMethod> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(ContainerMethod::pythonName, Function.identity()));

  // jinja2's immutable sandbox refuses these (jinja2/sandbox.py, _mutable_spec).
  private static final Set<String> DICT_MUTATORS =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_MUTATORS =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");

  private final String parameters;
  private final boolean ofMappings;

  ContainerMethod(String parameters, boolean ofMappings) {
    this.parameters = parameters;
    this.ofMappings = ofMappings;
  }

  static @Nullable ContainerMethod ofDict(String name) {
    ContainerMethod method = BY_NAME.get(name);
    return method != null && method.ofMappings ? method : null;
  }

  static @Nullable ContainerMethod ofList(String name) {
    return switch (name) {
      case "copy" -> COPY;
      case "count" -> COUNT;
      case "index" -> INDEX;
      default -> null;
    };
  }

  static @Nullable ContainerMethod ofTuple(String name) {
    return name.equals("copy") ? null : ofList(name);
  }

  static Set<String> allNames() {
    return BY_NAME.keySet();
  }

  static boolean changesDict(String name) {
    return DICT_MUTATORS.contains(name);
  }

  static boolean changesList(String name) {
    return LIST_MUTATORS.contains(name);
  }

  String pythonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  Signature signature() {
    return Signature.of(parameters);
  }
}
