package org.jackfield.testkit.contract;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;

/**
 * A request for something that a backend declares to have or not. Where it does, the upstream must
 * find it in its own words ({@link Dialect#sent}); where it does not, it must be refused before
 * anything is sent, or noted where the answer is still an answer.
 */
public enum RequestCase {
  /** One question, which is always streamed. */
  PLAIN,
  /** Two tools, one of them without parameters, and the model chooses. */
  TOOLS,
  /** The same tools, of which none may be called. */
  NO_TOOL,
  /** The same tools, of which one must be called. */
  ANY_TOOL,
  /** The same tools, of which {@code get_weather} must be called. */
  NAMED_TOOL,
  /**
   * Calls {@code call_1} and {@code call_2} of one answer, and their results in the other order,
   * the one of {@code call_2} a failure.
   */
  TOOL_RESULTS,
  /** A result of call {@code call_1} that is a text and {@link #PICTURE}. */
  IMAGE_RESULT,
  /** A text and {@link #PICTURE}. */
  IMAGE,
  /** A text and a picture at {@link #PICTURE_URL}. */
  REMOTE_IMAGE,
  /** Some JSON value. */
  JSON,
  /** JSON by {@link #SCHEMA}, strictly, named {@code place}. */
  JSON_SCHEMA,
  /** The stop sequences {@code END} and {@code FINIS}. */
  STOP,
  /** The seed 471147. */
  SEED("471147"),
  /** A presence penalty of 0.4375 and a frequency penalty of -0.1875. */
  PENALTIES("0.4375"),
  /** A high effort of thinking. */
  EFFORT("high"),
  /** A signed thought of the answer before, which may go back to whoever had it. */
  THOUGHT("Let me recall"),
  /** Log probabilities, with the two likeliest tokens at each place. */
  LOGPROBS,
  /** A mark behind the first text, up to which the prompt is worth caching. */
  CACHE_MARK("ephemeral");

  /** The JSON Schema of the arguments of {@code get_weather}. */
  public static final String CITY =
      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
          + "\"required\":[\"city\"]}";

  /** The JSON Schema of the arguments of {@code get_time}: none. */
  public static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  /** A JSON Schema whose fields are in no order that anybody would give them. */
  public static final String SCHEMA =
      "{\"title\":\"Place\",\"type\":\"object\",\"properties\":{\"zone\":{\"type\":\"string\"},"
          + "\"area\":{\"minimum\":0,\"type\":\"integer\"},\"moods\":{\"type\":\"array\","
          + "\"items\":{\"enum\":[\"up\",\"down\"]}}},\"required\":[\"zone\",\"area\",\"moods\"],"
          + "\"additionalProperties\":false}";

  /** The base64 of a PNG's first bytes. */
  public static final String PICTURE = "iVBORw0KGgo=";

  /** Where a picture lies that only an upstream may fetch. */
  public static final String PICTURE_URL = "https://pictures.example/cat.png";

  private static final List<Tool> WEATHER_AND_TIME =
      List.of(
          Tool.of("get_weather", "Get the current weather of a city", CITY),
          Tool.of("get_time", "Get the time", NO_PARAMETERS));

  private final String trace;

  /** Must be refused by a backend that cannot do it. */
  RequestCase() {
    this("");
  }

  /** May also be left out; then that text is not in the request. */
  RequestCase(String trace) {
    this.trace = trace;
  }

  /** What a backend declares that can do it. */
  public Set<Capability> needs() {
    return switch (this) {
      case PLAIN -> Set.of();
      case TOOLS, NO_TOOL, TOOL_RESULTS -> Set.of(Capability.TOOLS);
      case ANY_TOOL, NAMED_TOOL -> Set.of(Capability.FORCED_TOOLS);
      case IMAGE_RESULT -> Set.of(Capability.TOOLS, Capability.IMAGES);
      case IMAGE, REMOTE_IMAGE -> Set.of(Capability.IMAGES);
      case JSON -> Set.of(Capability.JSON);
      case JSON_SCHEMA -> Set.of(Capability.JSON_SCHEMA);
      case STOP -> Set.of(Capability.STOP);
      case SEED -> Set.of(Capability.SEED);
      case PENALTIES -> Set.of(Capability.PENALTIES);
      case EFFORT, THOUGHT -> Set.of(Capability.THINKING);
      case LOGPROBS -> Set.of(Capability.LOGPROBS);
      case CACHE_MARK -> Set.of(Capability.PROMPT_CACHE);
    };
  }

  /** Whether a backend that cannot may also leave it out and say so in a note. */
  public boolean advisory() {
    return !trace.isEmpty();
  }

  /** What the upstream does not find in a request that left it out. */
  public String trace() {
    return trace;
  }

  /** The request. */
  public ChatRequest request() {
    return asking(ChatRequest.builder()).build();
  }

  /**
   * The request as it comes to a backend that declares no such thing: what has no canonical word
   * comes from a client of another protocol, because fields set in Java are meant for the backend.
   */
  ChatRequest foreign() {
    return this == LOGPROBS
        ? ClientBody.request(
            "{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"Is it?\"}],"
                + "\"logprobs\":true,\"top_logprobs\":2,\"stream\":true}",
            asking(ChatRequest.builder()))
        : request();
  }

  private ChatRequest.Builder asking(ChatRequest.Builder plain) {
    return switch (this) {
      case PLAIN -> plain.message(hello());
      case TOOLS -> tools(plain, ToolChoice.auto());
      case NO_TOOL -> tools(plain, ToolChoice.none());
      case ANY_TOOL -> tools(plain, ToolChoice.required());
      case NAMED_TOOL -> tools(plain, ToolChoice.named("get_weather"));
      case TOOL_RESULTS ->
          tools(plain, ToolChoice.auto())
              .message(
                  calls(
                      Part.toolCall("call_1", "get_weather", "{\"city\":\"Paris\"}"),
                      Part.toolCall("call_2", "get_weather", "{\"city\":\"Atlantis\"}")))
              .message(
                  Message.of(
                      Message.Role.TOOL,
                      List.of(
                          result("call_2", true, Part.text("no such city")),
                          result("call_1", false, Part.text("rain, 11 degrees")))));
      case IMAGE_RESULT ->
          tools(plain, ToolChoice.auto())
              .message(calls(Part.toolCall("call_1", "get_weather", "{\"city\":\"Paris\"}")))
              .message(
                  Message.of(
                      Message.Role.TOOL,
                      List.of(result("call_1", false, Part.text("a radar picture"), picture()))));
      case IMAGE -> plain.message(what(picture()));
      case REMOTE_IMAGE -> plain.message(what(Part.image(Media.remote(URI.create(PICTURE_URL)))));
      case JSON -> plain.message(hello()).responseFormat(ResponseFormat.json());
      case JSON_SCHEMA ->
          plain.message(hello()).responseFormat(ResponseFormat.jsonSchema("place", SCHEMA, true));
      case STOP -> plain.message(hello()).limits(Limits.NONE.withStop(List.of("END", "FINIS")));
      case SEED -> plain.message(hello()).sampling(Sampling.NONE.withSeed(471147));
      case PENALTIES ->
          plain
              .message(hello())
              .sampling(
                  Sampling.NONE.withPenalties(
                      Penalties.NONE.withPresence(0.4375).withFrequency(-0.1875)));
      case EFFORT ->
          plain.message(hello()).thinking(Thinking.NONE.withEffort(Thinking.Effort.HIGH));
      case THOUGHT ->
          plain
              .message(hello())
              .message(
                  Message.of(
                      Message.Role.ASSISTANT,
                      List.of(
                          Part.thinking("Let me recall the map.", "c2lnbmVk"), Part.text("Rain."))))
              .message(Message.user("And in Rome?"));
      case LOGPROBS ->
          plain
              .message(hello())
              .extensions(Extensions.NONE.with("logprobs", "true").with("top_logprobs", "2"));
      case CACHE_MARK ->
          plain.message(
              Message.of(
                  Message.Role.USER,
                  List.of(
                      Part.text("A long story.")
                          .withExtensions(
                              Extensions.NONE.with("cache_control", "{\"type\":\"ephemeral\"}")),
                      Part.text("What is it about?"))));
    };
  }

  private static ChatRequest.Builder tools(ChatRequest.Builder plain, ToolChoice choice) {
    return plain.message(hello()).tools(WEATHER_AND_TIME).toolChoice(choice);
  }

  private static Message hello() {
    return Message.user("What is the weather in Paris?");
  }

  private static Message what(Part part) {
    return Message.of(Message.Role.USER, List.of(Part.text("What is this?"), part));
  }

  private static Message calls(Part... calls) {
    return Message.of(Message.Role.ASSISTANT, List.of(calls));
  }

  private static Part result(String id, boolean failed, Part... content) {
    return Part.toolResult(id, List.of(content), failed);
  }

  private static Part picture() {
    return Part.image(
        Media.inline("image/png", "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1)));
  }
}
