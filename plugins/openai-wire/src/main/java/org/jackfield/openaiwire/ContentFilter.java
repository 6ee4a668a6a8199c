package org.jackfield.openaiwire;

import java.util.Map;
import java.util.StringJoiner;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.Json;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * What Azure's content filter says beside OpenAI's fields
 * (https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter).
 */
final class ContentFilter {
  private ContentFilter() {}

  /**
   * Whether the results at which the parser stands are an error in their place; leaves it at their
   * end.
   */
  static boolean failed(JsonParser parser, JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return false;
    }
    boolean failed = false;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken value = parser.nextToken();
      failed |= name.equals("error") && value != JsonToken.VALUE_NULL;
      parser.skipChildren();
    }
    return failed;
  }

  /** Whether the same is so of one of the prompts in the list at which the parser stands. */
  static boolean failedForPrompt(JsonParser parser, JsonToken token) {
    if (token != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return false;
    }
    boolean failed = false;
    for (JsonNode prompt : Json.tree(parser)) {
      failed |= !Json.absent(prompt.path("content_filter_results").get("error"));
    }
    return failed;
  }

  /** The text of a refusal, with the categories by which a filter stopped it. */
  static String text(ErrorBody error) {
    StringJoiner categories = new StringJoiner(", ", " Filtered for: ", ".").setEmptyValue("");
    JsonNode results = error.fields().path("innererror").path("content_filter_result");
    for (Map.Entry<String, JsonNode> category : Json.fields(results)) {
      if (category.getValue().path("filtered").asBoolean(false)) {
        String severity = category.getValue().path("severity").asString("");
        categories.add(category.getKey() + (severity.isEmpty() ? "" : " (" + severity + ")"));
      }
    }
    // First, because a long text is cut at its end.
    String filtered = categories.toString();
    return filtered.isEmpty() ? error.message() : filtered.strip() + " " + error.message();
  }
}
