package org.jackfield.chattemplate;

import java.util.List;
import java.util.Map;

/** The evaluated arguments of a call; named ones keep their order. */
record Arguments(List<Value> positional, Map<String, Value> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());
}
