package org.jackfield.plugin.claude;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;

/**
 * What goes over the wire, byte for byte. The files are written by hand from the API's documents:
 * https://platform.claude.com/docs/en/api/messages, and of the guides there those on tool use,
 * vision, thinking, structured outputs and prompt caching.
 */
class GoldenRequestsTest {
  private static final Capabilities NOTHING = Capabilities.of();
  private static final String PERSON =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},"
          + "\"required\":[\"name\"],\"additionalProperties\":false}";
  private static final Tool WEATHER =
      Tool.of(
          "get_weather",
          "Get the weather",
          "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  @Test
  void a_plain_question() {
    sends("plain", NOTHING, ChatRequest.builder().message(Message.user("Hello, Claude")));
  }

  @Test
  void instructions_and_several_turns() {
    sends(
        "multi-turn",
        NOTHING,
        ChatRequest.builder()
            .message(Message.system("Answer in Latin."))
            .message(Message.user("What is the capital of France?"))
            .message(Message.assistant("Lutetia."))
            .message(Message.user("And of Italy?"))
            .limits(Limits.NONE.withStop(List.of("FINIS")))
            .sampling(Sampling.NONE.withTemperature(0.5)));
  }

  @Test
  void images_and_a_document() {
    sends(
        "image",
        NOTHING,
        ChatRequest.builder()
            .message(
                said(
                    Part.image(Media.inline("image/png", PNG)),
                    Part.image(Media.remote(URI.create("https://pictures.example/cat.png"))),
                    Part.document(
                        Media.inline(
                            "application/pdf", "%PDF-".getBytes(StandardCharsets.US_ASCII)),
                        "map.pdf"),
                    Part.text("What is this?"))));
  }

  @Test
  void calls_of_tools_and_their_results() {
    sends(
        "tools",
        NOTHING,
        ChatRequest.builder()
            .tools(List.of(WEATHER.withStrict()))
            .extensions(Extensions.NONE.with("parallel_tool_calls", "false"))
            .message(Message.user("Weather in Rome and Oslo?"))
            .message(
                Message.of(
                    Message.Role.ASSISTANT,
                    List.of(
                        Part.thinking("Two cities.", "EqQBCgIYAhIM"),
                        Part.text("I look."),
                        Part.toolCall("toolu_1", "get_weather", "{\"city\":\"Rome\"}"),
                        Part.toolCall("toolu_2", "get_weather", "{\"city\":\"Oslo\"}"))))
            .message(
                result(
                    Part.toolResult(
                        "toolu_1",
                        List.of(Part.text("18 °C"), Part.image(Media.inline("image/png", PNG))),
                        false)))
            .message(
                result(Part.toolResult("toolu_2", List.of(Part.text("no such station")), true))));
  }

  private static Message result(Part part) {
    return Message.of(Message.Role.TOOL, List.of(part));
  }

  @Test
  void a_tool_that_must_be_called() {
    sends(
        "forced-tool",
        NOTHING,
        ChatRequest.builder()
            .message(Message.user("Weather in Rome?"))
            .tools(List.of(WEATHER))
            .toolChoice(ToolChoice.named("get_weather")));
  }

  @Test
  void a_schema_is_the_output_format() {
    sends("schema", NOTHING, person());
    sends("schema", Capabilities.of(Capability.JSON_SCHEMA), person());
  }

  @Test
  void a_schema_is_a_tool_for_models_that_know_no_output_format() {
    sends(
        "schema-by-tool", Capabilities.of(Capability.TOOLS).withTrait("schema", "tool"), person());
  }

  private static ChatRequest.Builder person() {
    return ChatRequest.builder()
        .message(Message.user("Give one person."))
        .responseFormat(ResponseFormat.jsonSchema("person", PERSON, true));
  }

  @Test
  void an_effort_is_adaptive_thinking() {
    ChatRequest.Builder request =
        ChatRequest.builder()
            .message(Message.user("Prove it."))
            .thinking(Thinking.NONE.withEffort(Thinking.Effort.HIGH));

    sends("effort", NOTHING, request);
    sends("effort", NOTHING.withTrait("thinking", "adaptive"), request);
    sends("effort", NOTHING.withTrait("thinking", "always"), request);
  }

  @Test
  void a_budget_comes_on_top_of_the_usual_limit() {
    ChatRequest.Builder request =
        ChatRequest.builder()
            .message(Message.user("Prove it."))
            .thinking(Thinking.NONE.withBudget(10_000));

    sends("budget", NOTHING.withTrait("thinking", "budget"), request);
    sends("budget", NOTHING, request);
  }

  @Test
  void no_thinking_is_said_so() {
    sends(
        "no-thinking",
        NOTHING.withTrait("thinking", "adaptive"),
        ChatRequest.builder()
            .message(Message.user("Hello, Claude"))
            .thinking(Thinking.NONE.withEffort(Thinking.Effort.NONE)));
  }

  @Test
  void marks_of_what_is_worth_caching() {
    sends(
        "cache",
        NOTHING,
        ChatRequest.builder()
            .message(Message.system("Read this book.").withExtensions(mark("1h")))
            .message(
                said(
                    Part.text("Chapter 1.").withExtensions(mark("")),
                    Part.text("Who is it about?")))
            .tools(List.of(WEATHER.withExtensions(mark("5m")))));
  }

  private static Extensions mark(String lifetime) {
    String ttl = lifetime.isEmpty() ? "" : ",\"ttl\":\"" + lifetime + "\"";
    return Extensions.NONE.with("cache_control", "{\"type\":\"ephemeral\"" + ttl + "}");
  }

  private static Message said(Part... parts) {
    return Message.of(Message.Role.USER, List.of(parts));
  }

  private static void sends(String golden, Capabilities model, ChatRequest.Builder request) {
    ClaudeFactory factory = new ClaudeFactory();
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        var backend =
            factory.create(
                TestingContext.of(
                    factory,
                    Map.of(
                        "endpoint", upstream.uri().toString(),
                        "api_key", "key-1",
                        "model", "claude-sonnet-5",
                        "max_tokens", "1024")))) {
      upstream.enqueue(Reply.json(200, "{}"));
      TestingAttempt attempt = TestingAttempt.unlimited().of(model);
      backend.operation(Chat.class).orElseThrow().open(request.build(), attempt).close();

      assertThat(upstream.lastRequest().text()).isEqualTo(file(golden));
    }
  }

  private static String file(String golden) {
    try {
      return Files.readString(Path.of("src", "test", "resources", "golden", golden + ".json"))
          .strip();
    } catch (IOException unreadable) {
      throw new AssertionError(golden, unreadable);
    }
  }
}
