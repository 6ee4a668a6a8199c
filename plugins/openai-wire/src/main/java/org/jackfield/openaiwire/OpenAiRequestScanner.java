package org.jackfield.openaiwire;

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
final class OpenAiRequestScanner {
  /** Who may say something; the last one is what tools were before there were several of them. */
  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function");

  private static final String ONE_OF_THE_ROLES =
      "\"system\", \"developer\", \"user\", \"assistant\" or \"tool\"";

  private static final int MAX_STOP = 64;
  private static final int MAX_TOP_LOGPROBS = 100;
  private static final int MAX_TOP_K = 1_000_000;
  private static final int MAX_REPEAT_PENALTY = 10;
  private static final String A_STRING = "a string";
  private static final String AN_OBJECT = "an object";
  private static final String AN_ARRAY = "an array";

  private final ObjectScanner scanner;
  private final RequestCaps caps;
  private boolean messages;
  private boolean emptyMessages;

  String model = "";
  boolean stream;
  boolean includeUsage;
  boolean prompt;

  OpenAiRequestScanner(byte[] bytes, RequestCaps caps) {
    this.scanner = new ObjectScanner(bytes, caps.depth());
    this.caps = caps;
  }

  ObjectBytes scan() {
    ObjectBytes object = scanner.scan(this::value);
    if (!messages && !prompt) {
      throw InvalidRequest.missing("messages");
    }
    if (emptyMessages && !prompt) {
      throw InvalidRequest.empty("messages");
    }
    return object;
  }

  private void value(JsonParser parser, String name, JsonToken token) {
    switch (name) {
      case "model" -> model = TokenCheck.model(parser, name, token);
      case "stream" -> stream = TokenCheck.flag(token, name);
      case "stream_options" -> {
        TokenCheck.type(token == JsonToken.START_OBJECT, name, AN_OBJECT);
        streamOptions(parser);
      }
      case "messages" -> {
        messages = true;
        TokenCheck.type(token == JsonToken.START_ARRAY, name, AN_ARRAY);
        messages(parser);
      }
      case "prompt" -> prompt = token == JsonToken.START_OBJECT;
      case "tools", "functions" -> {
        TokenCheck.type(token == JsonToken.START_ARRAY, name, AN_ARRAY);
        scanner.objects(parser, name, caps.tools());
      }
      case "temperature" -> TokenCheck.decimal(parser, name, token, 0, 2);
      case "top_p", "min_p" -> TokenCheck.decimal(parser, name, token, 0, 1);
      case "presence_penalty", "frequency_penalty" ->
          TokenCheck.decimal(parser, name, token, -2, 2);
      case "n", "best_of" -> TokenCheck.whole(parser, name, token, 1, caps.choices());
      case "max_tokens", "max_completion_tokens", "n_predict", "truncate_prompt_tokens" ->
          TokenCheck.whole(parser, name, token, 1, caps.outputTokens());
      case "top_logprobs", "prompt_logprobs", "n_probs" ->
          TokenCheck.whole(parser, name, token, 0, MAX_TOP_LOGPROBS);
      // A negative one was a write into memory in llama.cpp (CVE-2026-21869).
      case "n_discard", "min_tokens" ->
          TokenCheck.whole(parser, name, token, 0, caps.outputTokens());
      // To llama.cpp, -1 is all of them.
      case "n_keep", "repeat_last_n", "dry_penalty_last_n" ->
          TokenCheck.whole(parser, name, token, -1, caps.outputTokens());
      case "top_k" -> TokenCheck.whole(parser, name, token, -1, MAX_TOP_K);
      case "repetition_penalty", "repeat_penalty" ->
          TokenCheck.decimal(parser, name, token, 0, MAX_REPEAT_PENALTY);
      case "seed" -> TokenCheck.whole(parser, name, token);
      case "logprobs", "parallel_tool_calls", "store" -> TokenCheck.flag(token, name);
      case "user", "service_tier", "reasoning_effort", "verbosity" ->
          TokenCheck.type(token == JsonToken.VALUE_STRING, name, A_STRING);
      case "response_format", "logit_bias", "metadata" ->
          TokenCheck.type(token == JsonToken.START_OBJECT, name, AN_OBJECT);
      case "tool_choice" ->
          TokenCheck.type(
              token == JsonToken.VALUE_STRING || token == JsonToken.START_OBJECT,
              name,
              "a string or an object");
      case "stop" -> {
        boolean list = token == JsonToken.START_ARRAY;
        TokenCheck.type(
            list || token == JsonToken.VALUE_STRING, name, "a string or an array of strings");
        if (list) {
          TokenCheck.strings(parser, name, MAX_STOP);
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
        includeUsage = TokenCheck.flag(token, "stream_options.include_usage");
      }
      scanner.skip(parser, "stream_options");
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
      scanner.skip(parser, "messages");
    }
    if (!role) {
      throw InvalidRequest.missing(message(index) + ".role");
    }
  }
}
