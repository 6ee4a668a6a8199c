package org.jackfield.plugin.gemini;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.spi.Extensions;
import org.jackfield.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * One {@code GenerateContentResponse}, read by the parser without a tree but for what is rare.
 * Reused from frame to frame, because keys may come in any order and so must be kept until the
 * response is over.
 */
final class ResponseReader {
  /**
   * A part of an answer.
   *
   * @param text what is said or thought; null when it is a call, or something else
   * @param thought whether it is thinking
   * @param signature of the thinking behind it; empty when there is none
   * @param call a call of a tool, as it came
   * @param place where it is among the parts of its candidate
   */
  record ReadPart(
      @Nullable String text,
      boolean thought,
      String signature,
      @Nullable JsonNode call,
      int place) {}

  /** What is known of a whole answer beside its text, and has no canonical word. */
  private static final List<String> OF_THE_ANSWER =
      List.of("finishMessage", "citationMetadata", "groundingMetadata", "urlContextMetadata");

  final GeminiUsage usage = new GeminiUsage();
  final List<ReadPart> parts = new ArrayList<>(2);

  /** The places of candidates that are not the first choice. */
  final List<Integer> others = new ArrayList<>(0);

  String responseId = "";
  String model = "";
  String finishReason = "";
  boolean hasCandidates;

  /** How many candidates there are, and the place of the one whose parts these are. */
  int candidates;

  int chosen;

  Extensions told = Extensions.NONE;
  @Nullable JsonNode error;
  @Nullable JsonNode feedback;
  @Nullable JsonNode logprobs;

  /** Reads the object at which the parser stands. */
  void read(JsonParser parser) {
    parts.clear();
    others.clear();
    responseId = "";
    model = "";
    finishReason = "";
    hasCandidates = false;
    candidates = 0;
    told = Extensions.NONE;
    error = null;
    feedback = null;
    logprobs = null;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "candidates" -> {
          if (token == JsonToken.START_ARRAY) {
            hasCandidates = true;
            candidates(parser);
          } else {
            parser.skipChildren();
          }
        }
        case "usageMetadata" -> {
          if (token == JsonToken.START_OBJECT) {
            usage.read(parser);
          } else {
            parser.skipChildren();
          }
        }
        case "responseId" -> responseId = text(parser, token, "");
        case "modelVersion" -> model = text(parser, token, "");
        case "promptFeedback" -> feedback = Json.tree(parser);
        case "error" -> {
          JsonNode failure = Json.tree(parser);
          error = failure.isNull() ? null : failure;
        }
        default -> parser.skipChildren();
      }
    }
  }

  private void candidates(JsonParser parser) {
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t == JsonToken.START_OBJECT) {
        candidate(parser);
      } else {
        parser.skipChildren();
      }
      candidates++;
    }
  }

  private void candidate(JsonParser parser) {
    int before = parts.size();
    int index = 0;
    String reason = finishReason;
    Extensions about = told;
    JsonNode probabilities = logprobs;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "content" -> {
          if (token == JsonToken.START_OBJECT) {
            content(parser);
          } else {
            parser.skipChildren();
          }
        }
        case "index" -> {
          index = token == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
          parser.skipChildren();
        }
        case "finishReason" -> reason = text(parser, token, reason);
        case "logprobsResult" -> {
          JsonNode result = Json.tree(parser);
          probabilities = result.isObject() ? result : probabilities;
        }
        default -> {
          if (token != JsonToken.VALUE_NULL && OF_THE_ANSWER.contains(name)) {
            about = about.with(name, Json.tree(parser).toString());
          } else {
            parser.skipChildren();
          }
        }
      }
    }
    if (index == 0) {
      chosen = candidates;
      finishReason = reason;
      told = about;
      logprobs = probabilities;
    } else {
      others.add(candidates);
      parts.subList(before, parts.size()).clear();
    }
  }

  private void content(JsonParser parser) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (!name.equals("parts") || token != JsonToken.START_ARRAY) {
        parser.skipChildren();
        continue;
      }
      int place = 0;
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        if (t == JsonToken.START_OBJECT) {
          parts.add(part(parser, place));
        } else {
          parser.skipChildren();
        }
        place++;
      }
    }
  }

  private static ReadPart part(JsonParser parser, int place) {
    String text = null;
    String signature = "";
    boolean thought = false;
    JsonNode call = null;
    boolean more = false;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "text" -> text = token == JsonToken.VALUE_STRING ? parser.getString() : skip(parser);
        case "thought" -> {
          thought = token == JsonToken.VALUE_TRUE;
          parser.skipChildren();
        }
        case "thoughtSignature" -> signature = text(parser, token, "");
        case "functionCall" -> {
          if (token == JsonToken.START_OBJECT) {
            call = Json.tree(parser);
          } else {
            parser.skipChildren();
          }
        }
        default -> {
          more = true;
          parser.skipChildren();
        }
      }
    }
    boolean onlySigned = text == null && call == null && !more && !thought && !signature.isEmpty();
    return new ReadPart(onlySigned ? "" : text, thought, signature, call, place);
  }

  private static @Nullable String skip(JsonParser parser) {
    parser.skipChildren();
    return null;
  }

  private static String text(JsonParser parser, JsonToken token, String otherwise) {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return otherwise;
  }
}
