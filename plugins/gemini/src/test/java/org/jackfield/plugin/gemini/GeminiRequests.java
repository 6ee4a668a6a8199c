package org.jackfield.plugin.gemini;

import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.contract.RequestCase;
import org.jackfield.testkit.contract.Sent;
import org.jackfield.testkit.upstream.Reply;

/**
 * Requests in the words of the Gemini API: https://ai.google.dev/api/generate-content and its
 * guides to function calling, structured output, thinking and thought signatures.
 */
final class GeminiRequests {
  private static final String QUESTION =
      "[{\"role\":\"user\",\"parts\":[{\"text\":\"What is the weather in Paris?\"}]}]";
  private static final String WEATHER =
      function("get_weather", "Get the current weather of a city", RequestCase.CITY);
  private static final String TIME =
      function("get_time", "Get the time", RequestCase.NO_PARAMETERS);
  private static final String CALLING = "/toolConfig/functionCallingConfig";
  private static final String CONFIG = "/generationConfig";
  private static final String PICTURE =
      "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"" + RequestCase.PICTURE + "\"}}";

  /** What stands for the signature of a call that another model made. */
  private static final String UNSIGNED = "\"skip_thought_signature_validator\"";

  private GeminiRequests() {}

  private static String function(String name, String description, String schema) {
    return "{\"name\":\""
        + name
        + "\",\"description\":\""
        + description
        + "\",\"parametersJsonSchema\":"
        + schema
        + "}";
  }

  static Sent sent(RequestCase request) {
    return switch (request) {
      case PLAIN -> Sent.of("/contents", QUESTION).without(CONFIG).without("/tools");
      case TOOLS ->
          Sent.of("/tools", "[{\"functionDeclarations\":[" + WEATHER + "," + TIME + "]}]")
              .without("/toolConfig");
      case NO_TOOL -> Sent.of(CALLING, "{\"mode\":\"NONE\"}");
      case ANY_TOOL -> Sent.of(CALLING, "{\"mode\":\"ANY\"}");
      case NAMED_TOOL ->
          Sent.of(CALLING, "{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"get_weather\"]}");
      case TOOL_RESULTS -> results();
      case IMAGE_RESULT ->
          Sent.of("/contents/2/parts/0/functionResponse/parts", "[" + PICTURE + "]")
              .and("/contents/2/parts/0/functionResponse/id", "\"call_1\"")
              .withNote();
      case IMAGE -> Sent.of("/contents/0/parts/1", PICTURE);
      case REMOTE_IMAGE ->
          Sent.of(
              "/contents/0/parts/1",
              "{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\""
                  + RequestCase.PICTURE_URL
                  + "\"}}");
      case JSON -> Sent.of(CONFIG, "{\"responseMimeType\":\"application/json\"}");
      case JSON_SCHEMA ->
          Sent.of(
              CONFIG,
              "{\"responseMimeType\":\"application/json\",\"responseJsonSchema\":"
                  + RequestCase.SCHEMA
                  + "}");
      case STOP -> Sent.of(CONFIG, "{\"stopSequences\":[\"END\",\"FINIS\"]}");
      case SEED -> Sent.of(CONFIG, "{\"seed\":471147}");
      case PENALTIES ->
          Sent.of(CONFIG, "{\"presencePenalty\":0.4375,\"frequencyPenalty\":-0.1875}");
      case EFFORT ->
          Sent.of(
              CONFIG, "{\"thinkingConfig\":{\"thinkingLevel\":\"high\",\"includeThoughts\":true}}");
      case THOUGHT ->
          Sent.of(
              "/contents/1/parts",
              "[{\"text\":\"Let me recall the map.\",\"thought\":true,"
                  + "\"thoughtSignature\":\"c2lnbmVk\"},{\"text\":\"Rain.\"}]");
      case LOGPROBS -> Sent.of(CONFIG, "{\"responseLogprobs\":true,\"logprobs\":2}");
      case CACHE_MARK -> Sent.UNKNOWN; // the API caches by itself
    };
  }

  /** A call of another model has no signature, which the API wants and a note tells. */
  private static Sent results() {
    return Sent.of(
            "/contents/1",
            "{\"role\":\"model\",\"parts\":[{\"functionCall\":"
                + call("call_1", "Paris")
                + ",\"thoughtSignature\":"
                + UNSIGNED
                + "},{\"functionCall\":"
                + call("call_2", "Atlantis")
                + "}]}")
        .and(
            "/contents/2",
            "{\"role\":\"user\",\"parts\":["
                + response("call_2", "{\"error\":\"no such city\"}")
                + ","
                + response("call_1", "{\"output\":\"rain, 11 degrees\"}")
                + "]}")
        .without("/contents/3")
        .withNote();
  }

  private static String call(String id, String city) {
    return "{\"id\":\"" + id + "\",\"name\":\"get_weather\",\"args\":{\"city\":\"" + city + "\"}}";
  }

  private static String response(String id, String json) {
    return "{\"functionResponse\":{\"id\":\""
        + id
        + "\",\"name\":\"get_weather\",\"response\":"
        + json
        + "}}";
  }

  /** https://ai.google.dev/api/tokens. */
  static OperationCase tokenCount() {
    return new OperationCase(
        "/v1beta/models/gemini-3.8-flash:countTokens",
        Sent.of("/generateContentRequest/contents", QUESTION)
            .and("/generateContentRequest/model", "\"models/gemini-3.8-flash\""),
        Reply.json(200, "{\"totalTokens\":42}"));
  }

  /** https://ai.google.dev/api/embeddings. */
  static OperationCase embeddings() {
    return new OperationCase(
        "/v1beta/models/gemini-embedding-001:batchEmbedContents",
        Sent.of("/requests", "[" + embed("one") + "," + embed("two") + "]"),
        Reply.json(200, "{\"embeddings\":[{\"values\":[1,0]},{\"values\":[0,0.5]}]}"));
  }

  private static String embed(String text) {
    return "{\"model\":\"models/gemini-embedding-001\",\"content\":{\"parts\":[{\"text\":\""
        + text
        + "\"}]}}";
  }
}
