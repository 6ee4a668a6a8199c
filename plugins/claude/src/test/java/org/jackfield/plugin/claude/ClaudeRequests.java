package org.jackfield.plugin.claude;

import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.contract.RequestCase;
import org.jackfield.testkit.contract.Sent;
import org.jackfield.testkit.upstream.Reply;

/**
 * Requests in the words of the Messages API: https://platform.claude.com/docs/en/api/messages, and
 * of its pages on tool use, structured outputs, adaptive thinking and prompt caching.
 */
final class ClaudeRequests {
  private static final String QUESTION =
      "[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
          + "\"text\":\"What is the weather in Paris?\"}]}]";
  private static final String WEATHER =
      tool("get_weather", "Get the current weather of a city", RequestCase.CITY);
  private static final String TIME = tool("get_time", "Get the time", RequestCase.NO_PARAMETERS);
  private static final String CHOICE = "/tool_choice";
  private static final String CONTENT = "/messages/0/content";
  private static final String PICTURE =
      "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\""
          + RequestCase.PICTURE
          + "\"}}";

  private ClaudeRequests() {}

  private static String tool(String name, String description, String schema) {
    return "{\"name\":\""
        + name
        + "\",\"description\":\""
        + description
        + "\",\"input_schema\":"
        + schema
        + "}";
  }

  static Sent sent(RequestCase request) {
    return switch (request) {
      case PLAIN ->
          Sent.of("/messages", QUESTION).and("/max_tokens", "4096").and("/stream", "true");
      case TOOLS -> Sent.of("/tools", "[" + WEATHER + "," + TIME + "]").without(CHOICE);
      case NO_TOOL ->
          Sent.of(CHOICE, "{\"type\":\"none\"}").and("/tools/0/name", "\"get_weather\"");
      case ANY_TOOL -> Sent.of(CHOICE, "{\"type\":\"any\"}");
      case NAMED_TOOL -> Sent.of(CHOICE, "{\"type\":\"tool\",\"name\":\"get_weather\"}");
      case TOOL_RESULTS -> results();
      case IMAGE_RESULT ->
          Sent.of(
              "/messages/2/content/0",
              "{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\",\"content\":"
                  + "[{\"type\":\"text\",\"text\":\"a radar picture\"},"
                  + PICTURE
                  + "]}");
      case IMAGE -> Sent.of(CONTENT + "/1", PICTURE);
      case REMOTE_IMAGE ->
          Sent.of(
              CONTENT + "/1",
              "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\""
                  + RequestCase.PICTURE_URL
                  + "\"}}");
      case JSON_SCHEMA ->
          Sent.of(
              "/output_config",
              "{\"format\":{\"type\":\"json_schema\",\"schema\":" + RequestCase.SCHEMA + "}}");
      case STOP -> Sent.of("/stop_sequences", "[\"END\",\"FINIS\"]");
      case EFFORT ->
          Sent.of("/thinking", "{\"type\":\"adaptive\",\"display\":\"summarized\"}")
              .and("/output_config", "{\"effort\":\"high\"}");
      case THOUGHT ->
          Sent.of(
              "/messages/1/content",
              "[{\"type\":\"thinking\",\"thinking\":\"Let me recall the map.\","
                  + "\"signature\":\"c2lnbmVk\"},{\"type\":\"text\",\"text\":\"Rain.\"}]");
      case CACHE_MARK -> Sent.of(CONTENT + "/0/cache_control", "{\"type\":\"ephemeral\"}");
      case JSON, SEED, PENALTIES, LOGPROBS -> Sent.UNKNOWN; // the API has no such thing
    };
  }

  /** All results of a turn are in one turn of the user's; a failure is marked. */
  private static Sent results() {
    return Sent.of(
            "/messages/1/content",
            "[" + use("call_1", "Paris") + "," + use("call_2", "Atlantis") + "]")
        .and(
            "/messages/2",
            "{\"role\":\"user\",\"content\":["
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"call_2\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"no such city\"}],\"is_error\":true},"
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"rain, 11 degrees\"}]}]}")
        .without("/messages/3");
  }

  private static String use(String id, String city) {
    return "{\"type\":\"tool_use\",\"id\":\""
        + id
        + "\",\"name\":\"get_weather\",\"input\":{\"city\":\""
        + city
        + "\"}}";
  }

  /** https://platform.claude.com/docs/en/api/messages-count-tokens. */
  static OperationCase tokenCount() {
    return new OperationCase(
        "/v1/messages/count_tokens",
        Sent.of("/messages", QUESTION).without("/stream").without("/max_tokens"),
        Reply.json(200, "{\"input_tokens\":42}"));
  }
}
