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

  /** Who may say something; the last one is what tools were before there were several of them. */
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private static final String ONE_OF_THE_ROLES =
      "\"system\", \"developer\", \"user\", \"assistant\" or \"tool\"";

  private static final int MAX_FIELDS = 256;
  private static final int MAX_STOP = 64;
  private static final int MAX_TOP_LOGPROBS = 100;
  private static final int MAX_NAME_CHARS = 512;
  private static final String A_STRING = "a string";
  private static final String A_FLAG = "true or false";
  private static final String AN_OBJECT = "an object";
  private static final String AN_ARRAY = "an array";

  private final byte[] bytes;
  private final RequestCaps caps;
  private final List<FieldSpans.Span> spans = new ArrayList<>();
  private boolean messages;
  private boolean emptyMessages;

  String model = "";
  boolean stream;
  boolean includeUsage;
  boolean prompt;

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
      if (!messages && !prompt) {
        throw InvalidRequest.missing("messages");
      }
      if (emptyMessages && !prompt) {
        throw InvalidRequest.empty("messages");
      }
      return new FieldSpans(spans, inside);
    } catch (JacksonException error) {
      throw InvalidRequest.json(error, bytes);
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
        throw InvalidRequest.unknown(name, "The field '" + name + "' is there twice.");
      }
      if (seen.size() > MAX_FIELDS) {
        throw InvalidRequest.of("The request has more than " + MAX_FIELDS + " fields.");
      }
      if (ROUTING_FIELDS.contains(name)) {
        throw InvalidRequest.unknown(
            name,
            "The field '" + name + "' is not allowed: routes and credentials are configuration.");
      }
      int key = (int) parser.currentTokenLocation().getByteOffset();
      JsonToken token = parser.nextToken();
      int from = (int) parser.currentTokenLocation().getByteOffset();
      if (token != JsonToken.VALUE_NULL) {
        value(parser, name, token);
      }
      skip(parser, name);
      parser.finishToken();
      int to = (int) parser.currentLocation().getByteOffset();
      spans.add(new FieldSpans.Span(name, key, from, to));
    }
  }

  private void value(JsonParser parser, String name, JsonToken token) {
    switch (name) {
      case "model" -> {
        type(token == JsonToken.VALUE_STRING, name, A_STRING);
        model = name(parser.getString());
      }
      case "stream" -> stream = flag(token, name);
      case "stream_options" -> {
        type(token == JsonToken.START_OBJECT, name, AN_OBJECT);
        streamOptions(parser);
      }
      case "messages" -> {
        messages = true;
        type(token == JsonToken.START_ARRAY, name, AN_ARRAY);
        messages(parser);
      }
      case "prompt" -> prompt = token == JsonToken.START_OBJECT;
      case "tools" -> {
        type(token == JsonToken.START_ARRAY, name, AN_ARRAY);
        count(parser, name, caps.tools());
      }
      case "temperature" -> decimal(parser, name, token, 0, 2);
      case "top_p", "min_p" -> decimal(parser, name, token, 0, 1);
      case "presence_penalty", "frequency_penalty" -> decimal(parser, name, token, -2, 2);
      case "n" -> whole(parser, name, token, 1, caps.choices());
      case "max_tokens", "max_completion_tokens" ->
          whole(parser, name, token, 1, caps.outputTokens());
      case "top_logprobs" -> whole(parser, name, token, 0, MAX_TOP_LOGPROBS);
      case "seed", "top_k" -> type(token.isNumeric(), name, "a whole number");
      case "logprobs", "parallel_tool_calls", "store" -> flag(token, name);
      case "user", "service_tier", "reasoning_effort", "verbosity" ->
          type(token == JsonToken.VALUE_STRING, name, A_STRING);
      case "response_format", "logit_bias", "metadata" ->
          type(token == JsonToken.START_OBJECT, name, AN_OBJECT);
      case "tool_choice" ->
          type(
              token == JsonToken.VALUE_STRING || token == JsonToken.START_OBJECT,
              name,
              "a string or an object");
      case "stop" -> {
        boolean list = token == JsonToken.START_ARRAY;
        type(list || token == JsonToken.VALUE_STRING, name, "a string or an array of strings");
        if (list) {
          strings(parser, name);
        }
      }
      default -> {
        // Everything else is the upstream's to judge; its syntax is checked by skipping it.
      }
    }
  }

  /** A name goes into logs and errors. */
  private static String name(String model) {
    boolean clean =
        model.length() <= MAX_NAME_CHARS && model.chars().noneMatch(Character::isISOControl);
    if (!clean) {
      throw InvalidRequest.field(
          "model", "at most " + MAX_NAME_CHARS + " characters, and none that controls a terminal");
    }
    return model;
  }

  private void streamOptions(JsonParser parser) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("include_usage") && token != JsonToken.VALUE_NULL) {
        includeUsage = flag(token, "stream_options.include_usage");
      }
      skip(parser, "stream_options");
    }
  }

  private void messages(JsonParser parser) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (count == caps.messages()) {
        throw InvalidRequest.tooMany("messages", count);
      }
      if (t != JsonToken.START_OBJECT) {
        throw InvalidRequest.type(message(count), AN_OBJECT);
      }
      message(parser, count);
      count++;
    }
    emptyMessages = count == 0;
  }

  private static String message(int index) {
    return "messages[" + index + "]";
  }

  /** What every message must have, whoever reads it in the end: who says it, and its words. */
  private void message(JsonParser parser, int index) {
    boolean role = false;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "role" -> {
          if (token != JsonToken.VALUE_STRING) {
            throw InvalidRequest.type(message(index) + ".role", A_STRING);
          }
          if (!ROLES.contains(parser.getString())) {
            throw InvalidRequest.field(message(index) + ".role", ONE_OF_THE_ROLES);
          }
          role = true;
        }
        case "content" -> {
          boolean fits =
              token == JsonToken.VALUE_STRING
                  || token == JsonToken.START_ARRAY
                  || token == JsonToken.VALUE_NULL;
          if (!fits) {
            throw InvalidRequest.type(message(index) + ".content", "a string or an array of parts");
          }
        }
        case "name", "tool_call_id" -> {
          if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
            throw InvalidRequest.type(message(index) + "." + name, A_STRING);
          }
        }
        case "tool_calls" -> {
          if (token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL) {
            throw InvalidRequest.type(message(index) + ".tool_calls", AN_ARRAY);
          }
        }
        default -> {
          // The upstream's to judge.
        }
      }
      skip(parser, "messages");
    }
    if (!role) {
      throw InvalidRequest.missing(message(index) + ".role");
    }
  }

  /** Goes to the end of the value at which the parser stands, no deeper than allowed. */
  private void skip(JsonParser parser, String field) {
    JsonToken token = parser.currentToken();
    if (!token.isStructStart()) {
      return;
    }
    int open = 1;
    int above = parser.streamReadContext().getNestingDepth() - 1;
    while (open > 0) {
      token = parser.nextToken();
      if (token.isStructStart()) {
        open++;
        if (above + open > caps.depth()) {
          throw InvalidRequest.field(field, "nested no deeper than " + caps.depth());
        }
      } else if (token.isStructEnd()) {
        open--;
      }
    }
  }

  private void count(JsonParser parser, String name, int most) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t != JsonToken.START_OBJECT) {
        throw InvalidRequest.type(name + "[" + count + "]", AN_OBJECT);
      }
      count++;
      if (count > most) {
        throw InvalidRequest.tooMany(name, most);
      }
      skip(parser, name);
    }
  }

  private static void strings(JsonParser parser, String name) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t != JsonToken.VALUE_STRING) {
        throw InvalidRequest.type(name + "[" + count + "]", A_STRING);
      }
      count++;
      if (count > MAX_STOP) {
        throw InvalidRequest.tooMany(name, MAX_STOP);
      }
    }
  }

  private static void whole(JsonParser parser, String name, JsonToken token, int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    type(token == JsonToken.VALUE_NUMBER_INT, name, expected);
    boolean small = parser.getNumberType() == JsonParser.NumberType.INT;
    if (!small || parser.getIntValue() < least || parser.getIntValue() > most) {
      boolean below = small ? parser.getIntValue() < least : parser.getDoubleValue() < 0;
      throw InvalidRequest.range(name, expected, "integer", below);
    }
  }

  private static void decimal(
      JsonParser parser, String name, JsonToken token, int least, int most) {
    String expected = "a number from " + least + " to " + most;
    type(token.isNumeric(), name, expected);
    double value = parser.getDoubleValue();
    if (!(value >= least && value <= most)) {
      throw InvalidRequest.range(name, expected, "decimal", value < least);
    }
  }

  private static boolean flag(JsonToken token, String name) {
    type(token.isBoolean(), name, A_FLAG);
    return token == JsonToken.VALUE_TRUE;
  }

  private static void type(boolean holds, String name, String expected) {
    if (!holds) {
      throw InvalidRequest.type(name, expected);
    }
  }
}
