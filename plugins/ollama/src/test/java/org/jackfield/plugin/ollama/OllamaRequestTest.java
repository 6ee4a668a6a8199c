package org.jackfield.plugin.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
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
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Golden requests: exactly this JSON goes out. */
@Timeout(60)
class OllamaRequestTest {
  private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{}}";

  private final OllamaFixture fixture = new OllamaFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static ChatRequest.Builder hello() {
    return ChatRequest.builder().message(Message.user("Hello"));
  }

  private Json sent(ChatRequest.Builder request, String... settings) {
    fixture.upstream.enqueue(OllamaFixture.ANSWER);
    fixture.ask(request.build(), settings);
    return fixture.upstream.lastRequest().json();
  }

  private void refused(ErrorCode code, String text, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.message() + e.hint().orElse("")).contains(text);
            });
    assertThat(fixture.upstream.requests()).isZero();
  }

  @Test
  void a_plain_question_forbids_silent_cuts_and_asks_for_a_stream() {
    assertThat(sent(hello()))
        .isEqualTo(
            Json.parse(
                "{\"model\":\"llama3.1\",\"stream\":true,\"truncate\":false,\"shift\":false,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
  }

  @Test
  void settings_of_the_backend_are_sent() {
    Json sent =
        sent(hello(), "model", "qwen3:4b", "num_ctx", "8192", "keep_alive", "10m", "think", "low");

    assertThat(sent.at("/model").text()).isEqualTo("qwen3:4b");
    assertThat(sent.at("/options")).isEqualTo(Json.parse("{\"num_ctx\":8192}"));
    assertThat(sent.at("/keep_alive").text()).isEqualTo("10m");
    assertThat(sent.at("/think").text()).isEqualTo("low");
    assertThat(sent(hello(), "keep_alive", "-1").at("/keep_alive")).isEqualTo(Json.parse("-1"));
    assertThat(sent(hello(), "think", "false").at("/think")).isEqualTo(Json.parse("false"));
  }

  @Test
  void a_key_is_sent_as_a_bearer_token_and_nowhere_else() {
    sent(hello(), "api_key", "sk-test");

    assertThat(fixture.upstream.lastRequest().header("Authorization")).contains("Bearer sk-test");
    assertThat(fixture.upstream.lastRequest().text()).doesNotContain("sk-test");
    sent(hello());
    assertThat(fixture.upstream.lastRequest().header("Authorization")).isEmpty();
  }

  @Test
  void sampling_and_limits_are_options() {
    Json sent =
        sent(
            hello()
                .sampling(
                    Sampling.NONE
                        .withTemperature(0)
                        .withTopP(0.9)
                        .withTopK(40)
                        .withMinP(0.05)
                        .withSeed(7)
                        .withPenalties(
                            Penalties.NONE.withRepeat(1.1).withPresence(0.5).withFrequency(0.25)))
                .limits(Limits.NONE.withMaxOutputTokens(64).withStop(List.of("END", "\n\n"))));

    assertThat(sent.at("/options"))
        .isEqualTo(
            Json.parse(
                "{\"temperature\":0,\"top_p\":0.9,\"top_k\":40,\"min_p\":0.05,\"seed\":7,"
                    + "\"repeat_penalty\":1.1,\"presence_penalty\":0.5,\"frequency_penalty\":0.25,"
                    + "\"num_predict\":64,\"stop\":[\"END\",\"\\n\\n\"]}"));
  }

  @Test
  void a_token_limit_that_ollama_takes_for_none_is_refused() {
    refused(
        ErrorCode.INVALID_REQUEST,
        "at least 1",
        () -> sent(hello().limits(Limits.NONE.withMaxOutputTokens(0))));
  }

  @Test
  void a_tool_round_trip_is_written_as_ollama_has_it() {
    Json sent =
        sent(
            ChatRequest.builder()
                .message(Message.user("Weather?"))
                .message(
                    Message.of(
                        Message.Role.ASSISTANT,
                        List.of(
                            Part.thinking("I need a tool."),
                            Part.text("One moment."),
                            Part.toolCall("call_1", "get_weather", "{\"city\":\"Paris\"}"),
                            Part.toolCall("call_2", "get_time", ""))))
                .message(
                    Message.of(
                        Message.Role.TOOL,
                        List.of(
                            Part.toolResult("call_1", List.of(Part.text("rain")), false),
                            Part.toolResult("call_2", List.of(Part.text("noon")), false))))
                .tools(List.of(Tool.of("get_weather", "Weather of a city", SCHEMA))));

    assertThat(sent.at("/messages"))
        .isEqualTo(
            Json.parse(
                "[{\"role\":\"user\",\"content\":\"Weather?\"},"
                    + "{\"role\":\"assistant\",\"content\":\"One moment.\","
                    + "\"thinking\":\"I need a tool.\",\"tool_calls\":["
                    + "{\"id\":\"call_1\",\"function\":{\"name\":\"get_weather\","
                    + "\"arguments\":{\"city\":\"Paris\"}}},"
                    + "{\"id\":\"call_2\",\"function\":{\"name\":\"get_time\",\"arguments\":{}}}]},"
                    + "{\"role\":\"tool\",\"content\":\"rain\",\"tool_name\":\"get_weather\","
                    + "\"tool_call_id\":\"call_1\"},"
                    + "{\"role\":\"tool\",\"content\":\"noon\",\"tool_name\":\"get_time\","
                    + "\"tool_call_id\":\"call_2\"}]"));
    assertThat(sent.at("/tools"))
        .isEqualTo(
            Json.parse(
                "[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
                    + "\"description\":\"Weather of a city\",\"parameters\":"
                    + SCHEMA
                    + "}}]"));
    assertThat(fixture.attempt.notes()).isEmpty();
  }

  @Test
  void what_ollama_does_not_hold_to_is_noted() {
    sent(
        ChatRequest.builder()
            .message(
                Message.of(
                    Message.Role.TOOL,
                    List.of(Part.toolResult("x", List.of(Part.text("no")), true))))
            .tools(List.of(Tool.of("t", "", SCHEMA).withStrict())));

    assertThat(fixture.attempt.notes())
        .hasSize(2)
        .anyMatch(note -> note.contains("failed tool call"))
        .anyMatch(note -> note.contains("arguments of tool 't'"));
  }

  @Test
  void a_choice_of_no_tool_sends_none() {
    ChatRequest.Builder request =
        hello().tools(List.of(Tool.of("t", "", SCHEMA))).toolChoice(ToolChoice.none());

    assertThat(sent(request).find("/tools")).isEmpty();
  }

  @Test
  void formats_are_a_word_or_a_schema() {
    assertThat(sent(hello().responseFormat(ResponseFormat.json())).at("/format").text())
        .isEqualTo("json");
    assertThat(
            sent(hello().responseFormat(ResponseFormat.jsonSchema("a", SCHEMA, true)))
                .at("/format"))
        .isEqualTo(Json.parse(SCHEMA));
  }

  @Test
  void what_is_not_json_is_refused_by_name() {
    refused(
        ErrorCode.INVALID_REQUEST,
        "The schema answer",
        () -> sent(hello().responseFormat(ResponseFormat.jsonSchema("answer", "{", true))));
    refused(
        ErrorCode.INVALID_REQUEST,
        "tool get_x",
        () -> sent(hello().tools(List.of(Tool.of("get_x", "", "nope")))));
    refused(
        ErrorCode.INVALID_REQUEST,
        "'call_9'",
        () ->
            sent(
                hello()
                    .message(
                        Message.of(
                            Message.Role.ASSISTANT,
                            List.of(Part.toolCall("call_9", "t", "[1]"))))));
  }

  private static ChatRequest.Builder picture() {
    return ChatRequest.builder()
        .message(
            Message.of(
                Message.Role.USER,
                List.of(
                    Part.text("What is it?"),
                    Part.image(Media.inline("image/png", new byte[] {1, 2, 3})))));
  }

  @Test
  void an_image_goes_only_to_a_model_that_sees() {
    ChatRequest.Builder request = picture();
    fixture.upstream.enqueue(Reply.json(200, "{\"capabilities\":[\"completion\",\"vision\"]}"));
    assertThat(sent(request).at("/messages/0/images")).isEqualTo(Json.parse("[\"AQID\"]"));

    fixture.upstream.enqueue(Reply.json(200, "{\"capabilities\":[\"completion\"]}"));
    assertThatThrownBy(() -> fixture.ask(request.build()))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessage("Model 'llama3.1' does not take images.");
    assertThat(fixture.upstream.lastRequest().target()).isEqualTo("/api/show");
  }

  @Test
  void whether_a_model_sees_is_asked_once_for_many_images() {
    fixture.upstream.aside(
        request ->
            request.target().equals("/api/show")
                ? Optional.of(Reply.json(200, "{\"capabilities\":[\"vision\"]}"))
                : Optional.empty());
    fixture.upstream.otherwise(OllamaFixture.ANSWER);
    Chat chat = fixture.operation(Chat.class);

    for (int i = 0; i < 3; i++) {
      try (ChatStream stream = chat.open(picture().build(), fixture.attempt)) {
        assertThat(stream.next()).isInstanceOf(Chunk.Start.class);
      }
    }

    assertThat(fixture.upstream.received())
        .extracting(Received::target)
        .containsOnlyOnce("/api/show");
  }

  @Test
  void an_image_in_a_tools_result_goes_only_to_a_model_that_sees_too() {
    Part.Image picture = Part.image(Media.inline("image/png", new byte[] {1, 2, 3}));
    ChatRequest.Builder request =
        ChatRequest.builder()
            .message(Message.user("Draw it."))
            .message(
                Message.of(Message.Role.ASSISTANT, List.of(Part.toolCall("call_1", "draw", "{}"))))
            .message(
                Message.of(
                    Message.Role.TOOL,
                    List.of(Part.toolResult("call_1", List.of(picture), false))));
    fixture.upstream.enqueue(Reply.json(200, "{\"capabilities\":[\"completion\",\"tools\"]}"));

    assertThatThrownBy(() -> fixture.ask(request.build()))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessage("Model 'llama3.1' does not take images.");
    assertThat(fixture.upstream.lastRequest().target()).isEqualTo("/api/show");
  }

  @Test
  void how_much_to_think_is_taken_from_openais_field() {
    Map<String, String> efforts =
        Map.of("none", "false", "low", "\"low\"", "medium", "\"medium\"", "high", "\"high\"");
    efforts.forEach(
        (effort, think) ->
            assertThat(
                    sent(hello()
                            .extensions(
                                Extensions.of(Map.of("reasoning_effort", "\"" + effort + "\""))))
                        .at("/think"))
                .isEqualTo(Json.parse(think)));
  }

  @Test
  void a_level_of_thinking_that_ollama_lacks_becomes_the_nearest_and_is_noted() {
    assertThat(sent(hello().thinking(Thinking.NONE.withEffort(Thinking.Effort.XHIGH))).at("/think"))
        .isEqualTo(Json.parse("\"high\""));
    assertThat(
            sent(hello().thinking(Thinking.NONE.withEffort(Thinking.Effort.MINIMAL))).at("/think"))
        .isEqualTo(Json.parse("\"low\""));
    assertThat(fixture.attempt.notes())
        .containsExactly(
            "Ollama has no level 'xhigh' of thinking; 'high' was asked for",
            "Ollama has no level 'minimal' of thinking; 'low' was asked for");
    assertThat(sent(hello(), "think", "max").at("/think")).isEqualTo(Json.parse("\"max\""));
  }

  @Test
  void log_probabilities_are_asked_for_in_the_words_of_openai_clients() {
    fixture.upstream.enqueue(
        Reply.json(
            200,
            "{\"model\":\"m\",\"message\":{\"content\":\"Yes.\"},\"done\":true,\"done_reason\":\"stop\","
                + "\"logprobs\":[{\"token\":\"Yes.\",\"logprob\":-0.5}]}"));
    fixture.ask(
        hello().extensions(Extensions.of(Map.of("logprobs", "true", "top_logprobs", "2"))).build());
    Json sent = fixture.upstream.lastRequest().json();

    assertThat(sent.at("/logprobs")).isEqualTo(Json.parse("true"));
    assertThat(sent.at("/top_logprobs")).isEqualTo(Json.parse("2"));
    assertThat(fixture.attempt.notes()).isEmpty();
    assertThat(
            sent(hello().extensions(Extensions.of(Map.of("logprobs", "false")))).find("/logprobs"))
        .isEmpty();
  }

  @Test
  void a_server_that_is_too_old_for_log_probabilities_is_noted() {
    sent(hello().extensions(Extensions.of(Map.of("logprobs", "true"))));

    assertThat(fixture.attempt.notes()).singleElement().asString().contains("older than 0.12.11");
  }

  @Test
  void a_budget_of_thinking_is_refused() {
    refused(
        ErrorCode.UNSUPPORTED,
        "Ask for an effort",
        () -> sent(hello().thinking(Thinking.NONE.withBudget(2048))));
    assertThat(sent(hello().thinking(Thinking.NONE.withBudget(0))).at("/think"))
        .isEqualTo(Json.parse("false"));
  }

  @Test
  void a_model_that_knows_levels_alone_cannot_be_told_not_to_think() {
    fixture.attempt.of(Capabilities.of(Capability.THINKING).withTrait("thinking", "levels"));

    refused(
        ErrorCode.UNSUPPORTED,
        "low effort",
        () -> sent(hello().thinking(Thinking.NONE.withEffort(Thinking.Effort.NONE))));
    assertThat(sent(hello().thinking(Thinking.NONE.withEffort(Thinking.Effort.LOW))).at("/think"))
        .isEqualTo(Json.parse("\"low\""));
    assertThat(sent(hello(), "think", "true").find("/think")).isEmpty();
    assertThat(fixture.attempt.notes()).isEmpty();
    assertThat(sent(hello(), "think", "false").find("/think")).isEmpty();
    assertThat(fixture.attempt.notes()).singleElement().asString().contains("think: false");
  }

  @Test
  void a_request_cannot_move_a_local_backend_to_the_cloud() {
    refused(
        ErrorCode.UNSUPPORTED, "Ollama's cloud", () -> sent(hello().model("gpt-oss:120b-cloud")));
  }
}
