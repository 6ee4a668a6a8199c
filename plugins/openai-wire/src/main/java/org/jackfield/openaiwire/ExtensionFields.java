package org.jackfield.openaiwire;

import java.util.Map;
import java.util.regex.Pattern;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.ObjectScanner;
import org.jackfield.wire.RawJson;

/** The request's own extensions: the top-level fields that nobody here knows, and deeper ones. */
final class ExtensionFields {
  /** Extensions of tools, of their choice and of the format, which are written with these. */
  private static final Pattern DEEPER =
      Pattern.compile(
          "tools\\[\\d+]|tool_choice|response_format|(tool_choice|response_format)\\..*");

  private ExtensionFields() {}

  /** Writes what differs; what stays keeps its place and spelling. */
  static OpenAiRequestBody splice(OpenAiRequestBody body, ChatRequest changed) {
    Extensions fields = changed.extensions();
    Map<String, String> had = OpenAiRequestDecoder.unknownFields(body);
    OpenAiRequestBody spliced = body;
    for (String name : had.keySet()) {
      if (!fields.names().contains(name)) {
        spliced = spliced.without(name);
      }
    }
    for (String name : fields.names()) {
      String json = fields.json(name).orElse("null");
      if (!json.equals(had.get(name)) && topLevel(name)) {
        spliced = with(spliced, name, json);
      }
    }
    return FormatFields.splice(ToolFields.splice(spliced, changed), changed);
  }

  private static OpenAiRequestBody with(OpenAiRequestBody body, String name, String json) {
    if (RequestFields.canonical(name)) {
      throw InvalidRequest.of("The field '" + name + "' is there twice: once in the extensions.");
    }
    checkNoRoute(name);
    return body.with(name, RawJson.checked(json, "'" + name + "'"));
  }

  /** Whether it is a field of the request itself, and not one of a tool, a choice or a format. */
  static boolean topLevel(String name) {
    return !DEEPER.matcher(name).matches();
  }

  /** A field by which a request would choose where it goes is no extension. */
  static void checkNoRoute(String name) {
    if (ObjectScanner.routing(name)) {
      throw InvalidRequest.of(
          "The field '" + name + "' is not allowed: routes and credentials are configuration.");
    }
  }
}
