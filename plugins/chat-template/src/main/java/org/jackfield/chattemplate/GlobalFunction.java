package org.jackfield.chattemplate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The functions that every template can call, as transformers' environment defines them. */
enum GlobalFunction implements Value {
  RANGE,
  DICT,
  NAMESPACE,
  RAISE_EXCEPTION,
  STRFTIME_NOW;

  String pythonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable GlobalFunction find(String name) {
    return switch (name) {
      case "range" -> RANGE;
      case "dict" -> DICT;
      case "namespace" -> NAMESPACE;
      case "raise_exception" -> RAISE_EXCEPTION;
      case "strftime_now" -> STRFTIME_NOW;
      default -> null;
    };
  }
}
