package org.jackfield.anthropicwire;

import java.util.Map;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Extensions;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object that the canonical model has no word for, as extensions of what the
 * object became: read from it, and written back to where they were. One that is null says nothing.
 */
final class Beside {
  private Beside() {}

  /** The object's fields outside the known ones. */
  static Extensions of(JsonNode object, Set<String> known) {
    return of(object, known, "");
  }

  /** The same for an object inside another, whose fields are named with it. */
  static Extensions of(JsonNode object, Set<String> known, String prefix) {
    Extensions unknown = Extensions.NONE;
    for (Map.Entry<String, JsonNode> field : Json.fields(object)) {
      if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
        unknown = unknown.with(prefix + field.getKey(), field.getValue().toString());
      }
    }
    return unknown;
  }

  /** The extensions of an object's own, each behind a comma. */
  static String json(Extensions fields, Set<String> known) {
    return json(fields, known, "");
  }

  /** The extensions of an object that is named by that prefix, each behind a comma. */
  static String json(Extensions fields, Set<String> known, String prefix) {
    StringBuilder json = new StringBuilder();
    for (String name : fields.names()) {
      if (!name.startsWith(prefix) || Entries.isOne(name)) {
        continue;
      }
      String key = name.substring(prefix.length());
      if (known.contains(key)) {
        throw twice(name);
      }
      String value = RawJson.checked(fields.json(name).orElse("null"), "'" + name + "'");
      if (!value.equals("null")) {
        json.append(',').append(Json.quote(key)).append(':').append(value);
      }
    }
    return json.toString();
  }

  static BackendException twice(String name) {
    return InvalidRequest.of("The field '" + name + "' is there twice: once in the extensions.");
  }
}
