package org.jackfield.anthropicwire;

import java.util.Set;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.ObjectBytes;
import org.jackfield.wire.ObjectScanner;
import org.jackfield.wire.TokenCheck;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the one pass over a client's bytes looks for: that every field is what the API takes and not
 * beyond its cap, and what the way of the request depends on. Builds no tree.
 */
final class AnthropicRequestScanner {
  /** Instructions inside the conversation are the newest of these. */
  private static final Set<String> ROLES = Set.of("user", "assistant", "system");

  private static final int MAX_STOP = 8_192;
  private static final int MAX_TOP_K = 1_000_000;
  private static final String AN_OBJECT = "an object";
  private static final String AN_ARRAY = "an array";
  private static final String A_STRING = "a string";
  private static final String STRING_OR_BLOCKS = "a string or an array of blocks";

  private final ObjectScanner scanner;
  private final MessagesCaps caps;
  private boolean messages;
  private boolean emptyMessages;

  String model = "";
  boolean stream;

  AnthropicRequestScanner(byte[] bytes, MessagesCaps caps) {
    this.scanner = new ObjectScanner(bytes, caps.depth());
    this.caps = caps;
  }

  ObjectBytes scan() {
    ObjectBytes object = scanner.scan(this::value);
    if (!messages) {
      throw InvalidRequest.missing("messages");
    }
    if (emptyMessages) {
      throw InvalidRequest.empty("messages");
    }
    return object;
  }

  private void value(JsonParser parser, String name, JsonToken token) {
    switch (name) {
      case "model" -> model = TokenCheck.model(parser, name, token);
      case "stream" -> stream = TokenCheck.flag(token, name);
      case "messages" -> {
        messages = true;
        TokenCheck.type(token == JsonToken.START_ARRAY, name, AN_ARRAY);
        messages(parser);
      }
      case "system" -> stringOrBlocks(token, name);
      case "max_tokens" -> TokenCheck.whole(parser, name, token, 0, caps.outputTokens());
      case "temperature" -> TokenCheck.decimal(parser, name, token, 0, 2);
      case "top_p" -> TokenCheck.decimal(parser, name, token, 0, 1);
      case "top_k" -> TokenCheck.whole(parser, name, token, -1, MAX_TOP_K);
      case "stop_sequences" -> {
        TokenCheck.type(token == JsonToken.START_ARRAY, name, "an array of strings");
        TokenCheck.strings(parser, name, MAX_STOP);
      }
      case "tools" -> {
        TokenCheck.type(token == JsonToken.START_ARRAY, name, AN_ARRAY);
        scanner.objects(parser, name, caps.tools());
      }
      case "tool_choice", "thinking", "output_config", "metadata" ->
          TokenCheck.type(token == JsonToken.START_OBJECT, name, AN_OBJECT);
      default -> {
        // Everything else is the upstream's to judge; its syntax is checked by skipping it.
      }
    }
  }

  private static void stringOrBlocks(JsonToken token, String path) {
    boolean fits = token == JsonToken.VALUE_STRING || token == JsonToken.START_ARRAY;
    TokenCheck.type(fits, path, STRING_OR_BLOCKS);
  }

  private void messages(JsonParser parser) {
    int count = 0;
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (count == caps.messages()) {
        throw InvalidRequest.tooMany("messages", count);
      }
      String path = "messages[" + count + "]";
      TokenCheck.type(t == JsonToken.START_OBJECT, path, AN_OBJECT);
      message(parser, path);
      count++;
    }
    emptyMessages = count == 0;
  }

  /** What every message must have, whoever reads it in the end: who says it, and its words. */
  private void message(JsonParser parser, String path) {
    boolean role = false;
    boolean content = false;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("role")) {
        TokenCheck.type(token == JsonToken.VALUE_STRING, path + ".role", A_STRING);
        if (!ROLES.contains(parser.getString())) {
          throw InvalidRequest.field(path + ".role", "\"user\", \"assistant\" or \"system\"");
        }
        role = true;
      } else if (name.equals("content")) {
        stringOrBlocks(token, path + ".content");
        content = true;
      }
      scanner.skip(parser, "messages");
    }
    if (!role || !content) {
      throw InvalidRequest.missing(path + (role ? ".content" : ".role"));
    }
  }
}
