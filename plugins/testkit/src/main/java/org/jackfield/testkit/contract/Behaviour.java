package org.jackfield.testkit.contract;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Capability;
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
import org.jspecify.annotations.Nullable;

/**
 * Something that a request may ask for and a backend may be unable to do. Each has a request that
 * asks for it, and a text that the upstream must find in its request when the backend can.
 */
public enum Behaviour {
  /** Instructions in a system message. */
  SYSTEM(null, false, "Answer in Latin."),
  /** An inline image. */
  IMAGES(Capability.IMAGES, false, "iVBORw0KGgpqYWNrZmllbGQ="),
  /** An image by URL, which the upstream fetches. */
  REMOTE_IMAGES(null, false, "https://pictures.example/cat.png"),
  /** An inline document. */
  DOCUMENTS(Capability.DOCUMENTS, false, "JVBERi1qYWNrZmllbGQ="),
  /** Inline audio. */
  AUDIO(Capability.AUDIO, false, "UklGRmphY2tmaWVsZA=="),
  /** Tool definitions. */
  TOOLS(Capability.TOOLS, false, "get_weather"),
  /** A tool choice of "required". */
  FORCED_TOOLS(Capability.FORCED_TOOLS, false, "get_weather"),
  /** Output that is some JSON value. */
  JSON(Capability.JSON, false, "json"),
  /** Output that follows a JSON Schema. */
  JSON_SCHEMA(Capability.JSON_SCHEMA, false, "capital_of_country"),
  /** How hard to think. */
  EFFORT(Capability.THINKING, true, "high"),
  /** Thinking of an earlier answer, sent back. */
  THINKING(null, true, "Let me recall the map."),
  /** A limit of the output's tokens. */
  MAX_TOKENS(null, false, "437"),
  /** A temperature. */
  TEMPERATURE(null, false, "0.375"),
  /** Top-p. */
  TOP_P(null, false, "0.625"),
  /** Top-k. */
  TOP_K(null, true, "473"),
  /** Min-p. */
  MIN_P(null, true, "0.0625"),
  /** A seed. */
  SEED(Capability.SEED, true, "471147"),
  /** Stop sequences. */
  STOP(Capability.STOP, false, "FINIS_OPERIS"),
  /** Frequency and presence penalties. */
  PENALTIES(Capability.PENALTIES, true, "0.4375");

  private static final Tool WEATHER =
      Tool.of(
          "get_weather",
          "Get the current weather of a city",
          "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
              + "\"required\":[\"city\"]}");

  private final Optional<Capability> capability;
  private final boolean advisory;
  private final String trace;

  Behaviour(@Nullable Capability capability, boolean advisory, String trace) {
    this.capability = Optional.ofNullable(capability);
    this.advisory = advisory;
    this.trace = trace;
  }

  /** The capability that a backend declares when it can; empty when there is none for it. */
  public Optional<Capability> capability() {
    return capability;
  }

  /**
   * Whether a backend that cannot may also leave it out and say so in a note, because the answer is
   * still an answer to the question.
   */
  public boolean advisory() {
    return advisory;
  }

  /** What the upstream finds in its request when the backend can. */
  public String trace() {
    return trace;
  }

  /** A request that asks for this and for nothing else out of the ordinary. */
  public ChatRequest request() {
    return asking(ChatRequest.builder()).build();
  }

  private ChatRequest.Builder asking(ChatRequest.Builder plain) {
    return switch (this) {
      case SYSTEM -> plain.message(Message.system(trace)).message(hello());
      case IMAGES -> plain.message(with(Part.image(inline("image/png", "\u0089PNG\r\n\u001a\n"))));
      case REMOTE_IMAGES -> plain.message(with(Part.image(Media.remote(URI.create(trace)))));
      case DOCUMENTS ->
          plain.message(with(Part.document(inline("application/pdf", "%PDF-"), "map.pdf")));
      case AUDIO -> plain.message(with(Part.audio(inline("audio/wav", "RIFF"))));
      case TOOLS -> plain.message(hello()).tools(List.of(WEATHER));
      case FORCED_TOOLS ->
          plain.message(hello()).tools(List.of(WEATHER)).toolChoice(ToolChoice.required());
      case JSON ->
          plain.message(Message.user("Hello in json")).responseFormat(ResponseFormat.json());
      case JSON_SCHEMA ->
          plain
              .message(hello())
              .responseFormat(
                  ResponseFormat.jsonSchema(
                      "answer",
                      "{\"type\":\"object\",\"properties\":{\"capital_of_country\":"
                          + "{\"type\":\"string\"}},\"required\":[\"capital_of_country\"],"
                          + "\"additionalProperties\":false}",
                      true));
      case EFFORT ->
          plain.message(hello()).thinking(Thinking.NONE.withEffort(Thinking.Effort.HIGH));
      case THINKING ->
          plain
              .message(hello())
              .message(
                  Message.of(
                      Message.Role.ASSISTANT,
                      List.of(Part.thinking(trace, "signature"), Part.text("Paris."))))
              .message(Message.user("And of Italy?"));
      case MAX_TOKENS -> plain.message(hello()).limits(Limits.NONE.withMaxOutputTokens(437));
      case TEMPERATURE -> sampled(plain, Sampling.NONE.withTemperature(0.375));
      case TOP_P -> sampled(plain, Sampling.NONE.withTopP(0.625));
      case TOP_K -> sampled(plain, Sampling.NONE.withTopK(473));
      case MIN_P -> sampled(plain, Sampling.NONE.withMinP(0.0625));
      case SEED -> sampled(plain, Sampling.NONE.withSeed(471147));
      case STOP -> plain.message(hello()).limits(Limits.NONE.withStop(List.of(trace)));
      case PENALTIES ->
          sampled(
              plain,
              Sampling.NONE.withPenalties(
                  Penalties.NONE.withFrequency(0.4375).withPresence(0.4375)));
    };
  }

  private static ChatRequest.Builder sampled(ChatRequest.Builder plain, Sampling sampling) {
    return plain.message(hello()).sampling(sampling);
  }

  private static Message hello() {
    return Message.user("What is the capital of France?");
  }

  private static Message with(Part part) {
    return Message.of(Message.Role.USER, List.of(Part.text("What is this?"), part));
  }

  private static Media inline(String type, String start) {
    return Media.inline(type, (start + "jackfield").getBytes(StandardCharsets.ISO_8859_1));
  }
}
