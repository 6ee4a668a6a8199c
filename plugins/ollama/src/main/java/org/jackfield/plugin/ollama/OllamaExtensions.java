package org.jackfield.plugin.ollama;

import java.util.Map;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.ObjectScanner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields of Ollama's API that a request made in Java brings as extensions, such as {@code options}
 * with what the canonical request has no word for: they are added to what is written, and may not
 * contradict it.
 */
final class OllamaExtensions {
  private OllamaExtensions() {}

  /**
   * Adds them.
   *
   * @param said the extensions that are written by other words
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names one that is there already
   */
  static void add(Extensions extensions, Set<String> said, ObjectNode body) {
    for (String name : extensions.names()) {
      if (said.contains(name)) {
        continue;
      }
      if (ObjectScanner.routing(name)) {
        throw InvalidRequest.of(
            "The field '" + name + "' is not allowed: routes and credentials are configuration.");
      }
      add(body, name, value(name, extensions.json(name).orElse("null")));
    }
  }

  private static void add(ObjectNode body, String name, JsonNode value) {
    JsonNode before = body.get(name);
    if (Json.absent(value)) {
      return;
    }
    if (before == null) {
      body.set(name, value);
    } else if (before instanceof ObjectNode options && value.isObject()) {
      for (Map.Entry<String, JsonNode> option : Json.fields(value)) {
        add(options, option.getKey(), option.getValue());
      }
    } else {
      throw InvalidRequest.of("The field '" + name + "' is there twice: once in the extensions.");
    }
  }

  private static JsonNode value(String name, String json) {
    try {
      return Json.tree(json);
    } catch (JacksonException malformed) {
      throw InvalidRequest.of("The JSON of the extension '" + name + "' is not valid.");
    }
  }
}
