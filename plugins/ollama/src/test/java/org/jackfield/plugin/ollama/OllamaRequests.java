package org.jackfield.plugin.ollama;

import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.contract.RequestCase;
import org.jackfield.testkit.contract.Sent;
import org.jackfield.testkit.upstream.Reply;

/** Requests in the words of Ollama's own API: https://docs.ollama.com/api/chat. */
final class OllamaRequests {
  private static final String WEATHER =
      tool("get_weather", "Get the current weather of a city", RequestCase.CITY);
  private static final String TIME = tool("get_time", "Get the time", RequestCase.NO_PARAMETERS);
  private static final String OPTIONS = "/options";

  private OllamaRequests() {}

  private static String tool(String name, String description, String schema) {
    return "{\"type\":\"function\",\"function\":{\"name\":\""
        + name
        + "\",\"description\":\""
        + description
        + "\",\"parameters\":"
        + schema
        + "}}";
  }

  static Sent sent(RequestCase request) {
    return switch (request) {
      case PLAIN ->
          Sent.of(
                  "/messages",
                  "[{\"role\":\"user\",\"content\":\"What is the weather in Paris?\"}]")
              .and("/stream", "true")
              .and("/truncate", "false")
              .and("/shift", "false")
              .without(OPTIONS);
      case TOOLS -> Sent.of("/tools", "[" + WEATHER + "," + TIME + "]").without("/tool_choice");
      // The API has no choice: a model that is told of no tools calls none.
      case NO_TOOL -> Sent.of("/stream", "true").without("/tools").without("/tool_choice");
      case TOOL_RESULTS -> results();
      case IMAGE_RESULT ->
          Sent.of(
              "/messages/2",
              "{\"role\":\"tool\",\"content\":\"a radar picture\",\"images\":[\""
                  + RequestCase.PICTURE
                  + "\"],\"tool_name\":\"get_weather\",\"tool_call_id\":\"call_1\"}");
      case IMAGE ->
          Sent.of(
              "/messages/0",
              "{\"role\":\"user\",\"content\":\"What is this?\",\"images\":[\""
                  + RequestCase.PICTURE
                  + "\"]}");
      case REMOTE_IMAGE -> Sent.refusal();
      case JSON -> Sent.of("/format", "\"json\"");
      case JSON_SCHEMA -> Sent.of("/format", RequestCase.SCHEMA);
      case STOP -> Sent.of(OPTIONS, "{\"stop\":[\"END\",\"FINIS\"]}");
      case SEED -> Sent.of(OPTIONS, "{\"seed\":471147}");
      case PENALTIES ->
          Sent.of(OPTIONS, "{\"presence_penalty\":0.4375,\"frequency_penalty\":-0.1875}");
      case EFFORT -> Sent.of("/think", "\"high\"");
      case THOUGHT ->
          Sent.of(
              "/messages/1",
              "{\"role\":\"assistant\",\"content\":\"Rain.\",\"thinking\":\"Let me recall the map.\"}");
      case LOGPROBS -> Sent.of("/logprobs", "true").and("/top_logprobs", "2");
      case ANY_TOOL, NAMED_TOOL, CACHE_MARK -> Sent.UNKNOWN; // nothing that it could do
    };
  }

  /** Results name their tool and their call; that one failed only its text says. */
  private static Sent results() {
    return Sent.of("/messages/1/tool_calls/0/id", "\"call_1\"")
        .and(
            "/messages/1/tool_calls/0/function",
            "{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Paris\"}}")
        .and("/messages/1/tool_calls/1/id", "\"call_2\"")
        .and(
            "/messages/1/tool_calls/1/function",
            "{\"name\":\"get_weather\",\"arguments\":{\"city\":\"Atlantis\"}}")
        .and("/messages/2", result("call_2", "no such city"))
        .and("/messages/3", result("call_1", "rain, 11 degrees"))
        .without("/messages/4")
        .withNote();
  }

  private static String result(String id, String text) {
    return "{\"role\":\"tool\",\"content\":\""
        + text
        + "\",\"tool_name\":\"get_weather\",\"tool_call_id\":\""
        + id
        + "\"}";
  }

  /** https://docs.ollama.com/api/embed. */
  static OperationCase embeddings() {
    return new OperationCase(
        "/api/embed",
        Sent.of("/input", "[\"one\",\"two\"]").and("/truncate", "false"),
        Reply.json(
            200,
            "{\"model\":\"llama3.1\",\"embeddings\":[[1,0],[0,0.5]],\"prompt_eval_count\":2}"));
  }
}
