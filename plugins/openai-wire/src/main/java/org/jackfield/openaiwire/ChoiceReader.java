package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.spi.Extensions;
import org.jackfield.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * One entry of {@code choices}, read by the parser without a tree: the delta of a stream's chunk or
 * the message of a whole answer, which have the same fields. Reused from frame to frame, because
 * keys may come in any order and so must be kept until the choice is over.
 */
final class ChoiceReader {
  /** A piece of a tool call; the index is -1 where the server gives none. */
  record ToolDelta(
      int index,
      @Nullable String id,
      @Nullable String name,
      String arguments,
      Extensions extensions) {}

  int index;
  @Nullable String content;
  @Nullable String reasoning;
  @Nullable String refusal;
  @Nullable String finishReason;

  /** The log probabilities as JSON. */
  @Nullable String logprobs;

  /** Whether Azure's content filter says that it failed, so that nobody has looked at this. */
  boolean unfiltered;

  final List<ToolDelta> tools = new ArrayList<>(1);

  /** Reads the object at which the parser stands. */
  void read(JsonParser parser) {
    index = 0;
    content = null;
    reasoning = null;
    refusal = null;
    finishReason = null;
    logprobs = null;
    unfiltered = false;
    tools.clear();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "index" -> {
          if (token == JsonToken.VALUE_NUMBER_INT) {
            index = parser.getIntValue();
          }
        }
        case "delta", "message" -> {
          if (token == JsonToken.START_OBJECT) {
            delta(parser);
          }
        }
        // SGLang and older Ollama write "" until there is one.
        case "finish_reason" -> finishReason = said(text(parser, token));
        case "logprobs" ->
            logprobs = token == JsonToken.START_OBJECT ? Json.tree(parser).toString() : null;
        case "content_filter_results" -> unfiltered = ContentFilter.failed(parser, token);
        default -> parser.skipChildren();
      }
    }
  }

  private void delta(JsonParser parser) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "content" ->
            content = token == JsonToken.START_ARRAY ? parts(parser) : text(parser, token);
        case "reasoning_content", "reasoning" -> {
          String text = text(parser, token);
          reasoning = text == null ? reasoning : text;
        }
        case "refusal" -> refusal = text(parser, token);
        case "tool_calls" -> {
          if (token == JsonToken.START_ARRAY) {
            toolCalls(parser);
          }
        }
        case "function_call" -> {
          if (token == JsonToken.START_OBJECT) {
            function(parser, 0, null);
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  private static @Nullable String text(JsonParser parser, JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  private static @Nullable String said(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** Content as a list of parts, as some compatible servers send it. */
  private static String parts(JsonParser parser) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : Json.tree(parser)) {
      text.append(Json.text(part, "text").orElse(""));
    }
    return text.toString();
  }

  private void toolCalls(JsonParser parser) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      int at = -1;
      String id = null;
      Extensions extensions = Extensions.NONE;
      int before = tools.size();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        JsonToken token = parser.nextToken();
        switch (name) {
          case "index" -> at = token == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : -1;
          case "id" -> id = text(parser, token);
          case "function" -> {
            if (token == JsonToken.START_OBJECT) {
              function(parser, at, id);
            }
          }
          case "type" -> parser.skipChildren();
          default -> {
            JsonNode value = Json.tree(parser);
            extensions = value.isNull() ? extensions : extensions.with(name, value.toString());
          }
        }
      }
      ToolDelta read =
          tools.size() > before
              ? tools.removeLast()
              : new ToolDelta(at, id, null, "", Extensions.NONE);
      tools.add(new ToolDelta(at, id, read.name(), read.arguments(), extensions));
    }
  }

  private void function(JsonParser parser, int at, @Nullable String id) {
    String called = null;
    String arguments = "";
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "name" -> called = text(parser, token);
        case "arguments" -> {
          if (token == JsonToken.START_OBJECT) {
            arguments = Json.tree(parser).toString();
          } else {
            String text = text(parser, token);
            arguments = text == null ? "" : text;
          }
        }
        default -> parser.skipChildren();
      }
    }
    tools.add(new ToolDelta(at, id, called, arguments, Extensions.NONE));
  }
}
