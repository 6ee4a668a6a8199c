package org.jackfield.openaiwire;

import java.util.Map;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object that the canonical model has no word for, as extensions of what the
 * object became: read from it, and written back to where they were. A field of the object inside is
 * named with it, such as {@code image_url.detail}.
 */
final class Fields {
  static final Set<String> CALL = Set.of("type", "id", "index", "function");
  static final Set<String> CALLED = Set.of("name", "arguments");
  static final Set<String> TOOL = Set.of("type", "function");
  static final Set<String> FUNCTION = Set.of("name", "description", "parameters", "strict");

  /** The objects inside others whose fields have canonical words. */
  private static final Set<String> INSIDE =
      Set.of("image_url", "input_audio", "file", "function", "json_schema");

  private Fields() {}

  /** The object's fields outside the known ones. */
  static Extensions unknown(JsonNode object, Set<String> known) {
    return unknown(object, known, "");
  }

  /** The fields outside the known ones of the object of that name, which lies inside another. */
  static Extensions inside(String name, JsonNode object, Set<String> known) {
    return unknown(object, known, name + ".");
  }

  private static Extensions unknown(JsonNode object, Set<String> known, String prefix) {
    Extensions unknown = Extensions.NONE;
    for (Map.Entry<String, JsonNode> field : Json.fields(object)) {
      if (!known.contains(field.getKey()) && !meaningless(field.getValue())) {
        unknown = unknown.with(prefix + field.getKey(), field.getValue().toString());
      }
    }
    return unknown;
  }

  /** Keeps the fields among the request's own, each under the name of what it belongs to. */
  static void keep(String owner, Extensions fields, Map<String, String> unknown) {
    for (String name : fields.names()) {
      fields.json(name).ifPresent(json -> unknown.put(owner + "." + name, json));
    }
  }

  /** vLLM's own answers, sent back as history, are full of nulls and empty lists. */
  private static boolean meaningless(JsonNode value) {
    return value.isNull() || (value.isArray() && value.isEmpty());
  }

  /** The object's own fields, each behind a comma. */
  static String json(Extensions fields, Set<String> known) {
    return json(fields, known, "");
  }

  /** The fields of the object of that name inside it, each behind a comma. */
  static String jsonInside(String name, Extensions fields, Set<String> known) {
    return json(fields, known, name + ".");
  }

  private static String json(Extensions fields, Set<String> known, String prefix) {
    StringBuilder json = new StringBuilder();
    for (String name : fields.names()) {
      String key = name.substring(name.startsWith(prefix) ? prefix.length() : 0);
      if (!prefix(name).equals(prefix)) {
        continue;
      }
      if (known.contains(key)) {
        throw InvalidRequest.of("The field '" + name + "' is there twice: once in the extensions.");
      }
      String value = RawJson.checked(fields.json(name).orElse("null"), "'" + name + "'");
      json.append(',').append(Json.quote(key)).append(':').append(value);
    }
    return json.toString();
  }

  /** What its name begins with when it is not the object's own: an object's or a list's. */
  private static String prefix(String name) {
    int dot = name.indexOf('.');
    if (dot > 0 && INSIDE.contains(name.substring(0, dot))) {
      return name.substring(0, dot + 1);
    }
    return Entries.isOne(name) ? name : "";
  }
}
