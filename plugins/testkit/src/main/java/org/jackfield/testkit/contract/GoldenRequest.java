package org.jackfield.testkit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
 * Requests whose exact text on the wire a plugin keeps in its test resources, written by hand from
 * its provider's reference, as {@code golden/NAME.json}: a change of what is sent shows there.
 */
public enum GoldenRequest {
  /** One question. */
  PLAIN,
  /** A system prompt and three turns. */
  CONVERSATION,
  /** A question about an inline picture. */
  IMAGE,
  /** Two tools, two calls at once, and their results. */
  TOOLS,
  /** A tool that must be called. */
  FORCED_TOOL,
  /** An answer by a schema, strictly. */
  SCHEMA,
  /** How hard to think. */
  EFFORT,
  /** Every figure of sampling that most providers know, a limit and a stop sequence. */
  SAMPLING;

  private static final Tool WEATHER =
      Tool.of(
          "get_weather",
          "Get the current weather of a city",
          "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
              + "\"required\":[\"city\"]}");

  private static final Tool TIME = Tool.of("get_time", "", "{\"type\":\"object\"}");

  /** The request. */
  public ChatRequest request() {
    return asking(ChatRequest.builder()).build();
  }

  private ChatRequest.Builder asking(ChatRequest.Builder plain) {
    return switch (this) {
      case PLAIN -> plain.message(hello());
      case CONVERSATION ->
          plain
              .message(Message.system("Be brief.\nAnswer in \"English\"."))
              .message(hello())
              .message(Message.assistant("Paris."))
              .message(Message.user("And of Côte d'Ivoire?"));
      case IMAGE ->
          plain.message(
              Message.of(
                  Message.Role.USER,
                  List.of(
                      Part.text("What is this?"),
                      Part.image(
                          Media.inline(
                              "image/png", "jackfield".getBytes(StandardCharsets.US_ASCII))))));
      case TOOLS ->
          plain
              .message(Message.user("Weather and time in Paris?"))
              .message(
                  Message.of(
                      Message.Role.ASSISTANT,
                      List.of(
                          Part.text("Let me look."),
                          Part.toolCall("call_1", "get_weather", "{\"city\":\"Paris\"}"),
                          Part.toolCall("call_2", "get_time", "{}"))))
              .message(Message.toolResult("call_1", "18 °C"))
              .message(Message.toolResult("call_2", "12:00"))
              .tools(List.of(WEATHER, TIME));
      case FORCED_TOOL ->
          plain
              .message(Message.user("Weather in Paris?"))
              .tools(List.of(WEATHER.withStrict()))
              .toolChoice(ToolChoice.named("get_weather"));
      case SCHEMA ->
          plain
              .message(hello())
              .responseFormat(
                  ResponseFormat.jsonSchema(
                      "answer",
                      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
                          + "\"required\":[\"city\"],\"additionalProperties\":false}",
                      true));
      case EFFORT ->
          plain
              .message(hello())
              .thinking(Thinking.NONE.withEffort(Thinking.Effort.HIGH))
              .limits(Limits.NONE.withMaxOutputTokens(4096));
      case SAMPLING ->
          plain
              .message(hello())
              .sampling(
                  Sampling.NONE
                      .withTemperature(0.5)
                      .withTopP(0.9)
                      .withSeed(7)
                      .withPenalties(Penalties.NONE.withPresence(0.25).withFrequency(-1)))
              .limits(Limits.NONE.withMaxOutputTokens(100).withStop(List.of("END")));
    };
  }

  private static Message hello() {
    return Message.user("What is the capital of France?");
  }

  /**
   * The text on the wire that the tests of that class keep for this request.
   *
   * @throws IllegalStateException when there is none
   */
  public String text(Class<?> test) {
    String file = "/golden/" + name().toLowerCase(Locale.ROOT) + ".json";
    try (InputStream in = test.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The test resources have no " + file + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
