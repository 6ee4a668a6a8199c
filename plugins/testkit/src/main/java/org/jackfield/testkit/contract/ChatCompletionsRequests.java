package org.jackfield.testkit.contract;

import org.jackfield.testkit.upstream.Json;

/**
 * Requests in the words of OpenAI's chat completions
 * (https://platform.openai.com/docs/api-reference/chat/create).
 */
final class ChatCompletionsRequests {
  private static final String WEATHER =
      tool("get_weather", "Get the current weather of a city", RequestCase.CITY);
  private static final String TIME = tool("get_time", "Get the time", RequestCase.NO_PARAMETERS);
  private static final String CONTENT = "/messages/0/content";
  private static final String CHOICE = "/tool_choice";
  private static final String FORMAT = "/response_format";

  private ChatCompletionsRequests() {}

  private static String tool(String name, String description, String parametersJson) {
    return "{\"type\":\"function\",\"function\":{\"name\":\""
        + name
        + "\",\"description\":\""
        + description
        + "\",\"parameters\":"
        + parametersJson
        + "}}";
  }

  static Sent sent(RequestCase request) {
    return switch (request) {
      case PLAIN ->
          Sent.of(
                  "/messages",
                  "[{\"role\":\"user\",\"content\":\"What is the weather in Paris?\"}]")
              .and("/stream", "true")
              .and("/stream_options/include_usage", "true");
      case TOOLS -> Sent.of("/tools", "[" + WEATHER + "," + TIME + "]").without(CHOICE);
      case NO_TOOL -> Sent.of(CHOICE, "\"none\"").and("/tools/0/function/name", "\"get_weather\"");
      case ANY_TOOL ->
          Sent.of(CHOICE, "\"required\"").and("/tools/1/function/name", "\"get_time\"");
      case NAMED_TOOL ->
          Sent.of(CHOICE, "{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}");
      case TOOL_RESULTS -> results();
      case IMAGE_RESULT -> Sent.refusal();
      case IMAGE -> picture("data:image/png;base64," + RequestCase.PICTURE);
      case REMOTE_IMAGE -> picture(RequestCase.PICTURE_URL);
      case JSON -> Sent.of(FORMAT, "{\"type\":\"json_object\"}");
      case JSON_SCHEMA ->
          Sent.of(
              FORMAT,
              "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"place\",\"schema\":"
                  + RequestCase.SCHEMA
                  + ",\"strict\":true}}");
      case STOP -> Sent.of("/stop", "[\"END\",\"FINIS\"]");
      case SEED -> Sent.of("/seed", "471147");
      case PENALTIES -> Sent.of("/presence_penalty", "0.4375").and("/frequency_penalty", "-0.1875");
      case EFFORT -> Sent.of("/reasoning_effort", "\"high\"");
      // The API has no place for it, and its models take none back.
      case THOUGHT ->
          Sent.of("/messages/1", "{\"role\":\"assistant\",\"content\":\"Rain.\"}").withNote();
      case LOGPROBS -> Sent.of("/logprobs", "true").and("/top_logprobs", "2");
      case CACHE_MARK -> Sent.of(CONTENT + "/0/cache_control", "{\"type\":\"ephemeral\"}");
    };
  }

  private static Sent picture(String url) {
    return Sent.of(CONTENT + "/0", "{\"type\":\"text\",\"text\":\"What is this?\"}")
        .and(
            CONTENT + "/1",
            "{\"type\":\"image_url\",\"image_url\":{\"url\":" + Json.quote(url) + "}}");
  }

  /** Results are told from each other by their calls' ids; that one failed only its text says. */
  private static Sent results() {
    return Sent.of(
            "/messages/1/tool_calls",
            "["
                + call("call_1", "{\"city\":\"Paris\"}")
                + ","
                + call("call_2", "{\"city\":\"Atlantis\"}")
                + "]")
        .and("/messages/2", result("call_2", "no such city"))
        .and("/messages/3", result("call_1", "rain, 11 degrees"))
        .without("/messages/4")
        .withNote();
  }

  private static String call(String id, String argumentsJson) {
    return "{\"id\":\""
        + id
        + "\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":"
        + Json.quote(argumentsJson)
        + "}}";
  }

  private static String result(String id, String text) {
    return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"" + text + "\"}";
  }
}
