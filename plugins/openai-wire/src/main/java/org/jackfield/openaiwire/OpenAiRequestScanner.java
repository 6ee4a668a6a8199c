package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jackfield.wire.Json;
import org.jackfield.wire.Utf8;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The one pass over a client's bytes: checks that they are one JSON object in UTF-8, notes where
 * its fields lie, refuses what would route or overload, and reads what the way of the request
 * depends on. Builds no tree.
 */
final class OpenAiRequestScanner {
  /** Fields by which a body would choose where it goes or with which credentials. */
  static final Set<String> ROUTING_FIELDS =
      Set.of("base_url", "api_base", "api_key", "headers", "extra_headers");

  private static final int MAX_FIELDS = 256;
  private static final int MAX_STOP = 64;
  private static final int MAX_TOP_LOGPROBS = 100;

  private final byte[] bytes;
  private final RequestCaps caps;
  private final List<FieldSpans.Span> spans = new ArrayList<>();
  private boolean messages;

  String model = "";
  boolean stream;
  boolean includeUsage;

  OpenAiRequestScanner(byte[] bytes, RequestCaps caps) {
    this.bytes = bytes;
    this.caps = caps;
  }

  FieldSpans scan() {
    checkEncoding();
    try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw InvalidRequest.of("The request body must be a JSON object.");
      }
      int inside = (int) parser.currentLocation().getByteOffset();
      fields(parser);
      if (parser.nextToken() != null) {
        throw InvalidRequest.of("The request body goes on after its JSON object.");
      }
      if (!messages) {
        throw InvalidRequest.of("'messages' is missing.");
      }
      return new FieldSpans(spans, inside);
    } catch (JacksonException error) {
      throw InvalidRequest.json(error);
    }
  }

  /** The parser would read UTF-16 and UTF-32 too, and forgives a byte order mark. */
  private void checkEncoding() {
    if (bytes.length == 0) {
      throw InvalidRequest.of("The request body is empty; it must be a JSON object.");
    }
    if (bytes[0] == (byte) 0xef) {
      throw InvalidRequest.of("The request body must not begin with a byte order mark.");
    }
    boolean wide = false;
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      wide |= bytes[i] == 0;
    }
    if (wide || !Utf8.valid(bytes)) {
      throw InvalidRequest.of("The request body is not valid UTF-8.");
    }
    if (LoneSurrogates.in(bytes)) {
      throw InvalidRequest.of("The request body escapes half a surrogate pair, such as \\ud800.");
    }
  }

  private void fields(JsonParser parser) {
    Set<String> seen = new HashSet<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (!seen.add(name)) {
        throw InvalidRequest.of("The field '" + name + "' is there twice.");
      }
      if (seen.size() > MAX_FIELDS) {
        throw InvalidRequest.of("The request has more than " + MAX_FIELDS + " fields.");
      }
      if (ROUTING_FIELDS.contains(name)) {
        throw InvalidRequest.of(
            "The field '" + name + "' is not allowed: routes and credentials are configuration.");
      }
      int key = (int) parser.currentTokenLocation().getByteOffset();
      JsonToken token = parser.nextToken();
      int from = (int) parser.currentTokenLocation().getByteOffset();
      if (token != JsonToken.VALUE_NULL) {
        value(parser, name, token);
      }
      parser.skipChildren();
      parser.finishToken();
      int to = (int) parser.currentLocation().getByteOffset();
      spans.add(new FieldSpans.Span(name, key, from, to));
    }
  }

  private void value(JsonParser parser, String name, JsonToken token) {
    switch (name) {
      case "model" -> {
        expect(token == JsonToken.VALUE_STRING, name, "a string");
        model = parser.getString();
      }
      case "stream" -> stream = flag(token, name);
      case "stream_options" -> {
        expect(token == JsonToken.START_OBJECT, name, "an object");
        streamOptions(parser);
      }
      case "messages" -> {
        messages = true;
        expect(token == JsonToken.START_ARRAY, name, "an array");
        expect(count(parser, name, caps.messages()) > 0, name, "an array of at least one message");
      }
      case "tools" -> {
        expect(token == JsonToken.START_ARRAY, name, "an array");
        count(parser, name, caps.tools());
      }
      case "n" -> whole(parser, name, token, 1, caps.choices());
      case "max_tokens", "max_completion_tokens" ->
          whole(parser, name, token, 0, caps.outputTokens());
      case "top_logprobs" -> whole(parser, name, token, 0, MAX_TOP_LOGPROBS);
      case "stop" -> {
        boolean list = token == JsonToken.START_ARRAY;
        expect(list || token == JsonToken.VALUE_STRING, name, "a string or an array of strings");
        if (list) {
          strings(parser, name);
        }
      }
      default -> {
        // Everything else is the upstream's to judge; its syntax is checked by skipping it.
      }
    }
  }

  private void streamOptions(JsonParser parser) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("include_usage") && token != JsonToken.VALUE_NULL) {
        includeUsage = flag(token, "stream_options.include_usage");
      }
      parser.skipChildren();
    }
  }

  private static int count(JsonParser parser, String name, int most) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      expect(t == JsonToken.START_OBJECT, name + "[" + count + "]", "an object");
      count++;
      if (count > most) {
        throw InvalidRequest.of("'" + name + "' has more than " + most + " entries.");
      }
      parser.skipChildren();
    }
    return count;
  }

  private static void strings(JsonParser parser, String name) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      expect(t == JsonToken.VALUE_STRING, name + "[" + count + "]", "a string");
      count++;
      if (count > MAX_STOP) {
        throw InvalidRequest.of("'" + name + "' has more than " + MAX_STOP + " entries.");
      }
    }
  }

  private static void whole(JsonParser parser, String name, JsonToken token, int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    expect(token == JsonToken.VALUE_NUMBER_INT, name, expected);
    JsonParser.NumberType type = parser.getNumberType();
    boolean small = type == JsonParser.NumberType.INT;
    expect(small && parser.getIntValue() >= least && parser.getIntValue() <= most, name, expected);
  }

  private static boolean flag(JsonToken token, String name) {
    expect(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, name, "true or false");
    return token == JsonToken.VALUE_TRUE;
  }

  private static void expect(boolean holds, String name, String expected) {
    if (!holds) {
      throw InvalidRequest.field(name, expected);
    }
  }
}
