package org.jackfield.chattemplate;

import java.util.HashMap;
import java.util.Map;

/** The one thing a template may change: what {@code namespace()} returns. */
final class NamespaceValue implements Value {
  private final Map<String, Value> attributes = new HashMap<>();

  Value attribute(String name) {
    Value value = attributes.get(name);
    return value != null
        ? value
        : new Undefined("'%s' has no attribute '%s'".formatted(Types.name(this), name));
  }

  void set(RenderRun run, String name, Value value) {
    // transformers refuses these too: https://github.com/huggingface/transformers
    // (TemplateNamespace)
    if (name.startsWith("_")) {
      throw run.error("a namespace cannot hold the name '%s' with an underscore".formatted(name));
    }
    attributes.put(name, value);
  }
}
