package org.jackfield.anthropicwire;

import java.util.Map;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.ObjectScanner;
import org.jackfield.wire.RawJson;

/** The request's own extensions: the top-level fields that nobody here knows, and deeper ones. */
final class ExtensionFields {
  private ExtensionFields() {}

  /** Writes what differs; what stays keeps its place and spelling. */
  static AnthropicRequestBody splice(AnthropicRequestBody body, ChatRequest changed) {
    Extensions fields = changed.extensions();
    Map<String, String> had = AnthropicRequestDecoder.unknownFields(body);
    AnthropicRequestBody spliced = body;
    for (String name : had.keySet()) {
      if (!fields.names().contains(name)) {
        spliced = spliced.without(name);
      }
    }
    for (String name : fields.names()) {
      String json = fields.json(name).orElse("null");
      if (!json.equals(had.get(name)) && !deeper(name)) {
        spliced = with(spliced, name, json);
      }
    }
    spliced = ToolFields.splice(spliced, changed);
    return ThinkingFields.splice(OutputFields.splice(spliced, changed), changed);
  }

  /** Whether it belongs to a field that has canonical words and is written with it. */
  static boolean deeper(String name) {
    return Entries.isOne(name)
        || ToolFields.ofChoice(name)
        || name.equals(ThinkingFields.THINKING)
        || name.startsWith(ThinkingFields.FIELD)
        || name.startsWith(OutputFields.FIELD);
  }

  private static AnthropicRequestBody with(AnthropicRequestBody body, String name, String json) {
    if (AnthropicRequestDecoder.known(name)) {
      throw Beside.twice(name);
    }
    checkNoRoute(name);
    return body.with(name, RawJson.checked(json, "'" + name + "'"));
  }

  /** A field by which a request would choose where it goes is no extension. */
  static void checkNoRoute(String name) {
    if (ObjectScanner.routing(name)) {
      throw InvalidRequest.of(
          "The field '" + name + "' is not allowed: routes and credentials are configuration.");
    }
  }
}
