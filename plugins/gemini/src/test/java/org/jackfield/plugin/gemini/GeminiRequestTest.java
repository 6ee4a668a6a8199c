package org.jackfield.plugin.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
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
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;

/** Requests as Google's documents write them: {@code golden/README.md}. */
class GeminiRequestTest {
  private static final Tool TEMPERATURE =
      Tool.of(
          "get_current_temperature",
          "Gets the current temperature for a given location.",
          "{\"type\":\"object\",\"properties\":{\"location\":{\"type\":\"string\","
              + "\"description\":\"The city name, e.g. San Francisco\"}},"
              + "\"required\":[\"location\"]}");

  private final TestingAttempt attempt = TestingAttempt.unlimited();

  @Test
  void a_plain_question_has_its_required_fields_and_no_others() {
    assertGolden("plain", asking("Explain how AI works in a few words"));
  }

  @Test
  void instructions_are_apart_and_turns_have_the_apis_roles() {
    assertGolden(
        "system-multi-turn",
        ChatRequest.builder()
            .message(Message.system("You are a cat. Your name is Neko."))
            .message(Message.user("Hello"))
            .message(Message.assistant("Great to meet you. What would you like to know?"))
            .message(Message.user("I have two dogs in my house. How many paws are in my house?")));
  }

  @Test
  void an_image_goes_inline() {
    byte[] jpeg = Base64.getDecoder().decode("/9j/4AAQSkZJRg==");

    assertGolden(
        "image",
        saying(Part.image(Media.inline("image/jpeg", jpeg)), Part.text("Caption this image.")));
  }

  @Test
  void media_by_url_are_for_the_api_to_fetch_and_typed_by_their_extension() {
    assertGolden(
        "remote-media",
        saying(
            Part.document(
                Media.remote(URI.create("https://example.com/report.pdf?v=1")), "report.pdf"),
            Part.image(
                Media.remote(
                    URI.create("https://generativelanguage.googleapis.com/v1beta/files/abc-123"))),
            Part.audio(Media.remote(URI.create("gs://bucket/talk.mp3"))),
            Part.text("Compare them.")));
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void media_by_url_of_unknown_type_are_refused_with_advice() {
    BackendException error =
        refused(saying(Part.image(Media.remote(URI.create("https://example.com/cat?key=secret")))));

    assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(error.message()).contains("example.com").doesNotContain("secret");
    assertThat(error.hint()).hasValueSatisfying(hint -> assertThat(hint).contains(".png"));
  }

  @Test
  void a_tool_round_trip_keeps_signatures_and_puts_all_results_into_one_turn() {
    assertGolden(
        "tools-results",
        ChatRequest.builder()
            .message(Message.user("Check the weather in Paris and London."))
            .message(
                Message.of(
                    Message.Role.ASSISTANT,
                    List.of(
                        call("call_1", "Paris")
                            .withExtensions(ThoughtSignature.extension("c2lnbmF0dXJlLUE=")),
                        call("call_2", "London"))))
            .message(Message.toolResult("call_1", "{\"temp\":\"15C\"}"))
            .message(Message.toolResult("call_2", "12C"))
            .tools(List.of(TEMPERATURE)));
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void one_tool_can_be_forced() {
    assertGolden(
        "forced-tool",
        asking("What is the temperature in London?")
            .tools(List.of(TEMPERATURE))
            .toolChoice(ToolChoice.named("get_current_temperature")));
  }

  @Test
  void every_choice_has_its_mode() {
    ChatRequest.Builder tools = asking("Hi").tools(List.of(TEMPERATURE));

    assertThat(written(tools)).doesNotContain("toolConfig");
    assertThat(written(tools.toolChoice(ToolChoice.required()))).contains("{\"mode\":\"ANY\"}");
    assertThat(written(tools.toolChoice(ToolChoice.none()))).contains("{\"mode\":\"NONE\"}");
    assertThat(
            written(tools.toolChoice(ToolChoice.auto()).tools(List.of(TEMPERATURE.withStrict()))))
        .contains("{\"mode\":\"VALIDATED\"}");
  }

  @Test
  void output_follows_a_real_json_schema() {
    assertGolden(
        "schema",
        asking("Please extract the recipe.")
            .responseFormat(
                ResponseFormat.jsonSchema(
                    "recipe",
                    "{\"type\":\"object\",\"properties\":{\"recipe_name\":{\"type\":\"string\","
                        + "\"description\":\"The name of the recipe.\"},"
                        + "\"prep_time_minutes\":{\"type\":\"integer\"}},"
                        + "\"required\":[\"recipe_name\"]}",
                    true)));
    assertThat(written(asking("Hi").responseFormat(ResponseFormat.json())))
        .endsWith("\"generationConfig\":{\"responseMimeType\":\"application/json\"}}");
  }

  @Test
  void thinking_is_asked_for_in_the_models_own_words() {
    ChatRequest.Builder question =
        asking("Provide a list of 3 famous physicists and their key contributions")
            .thinking(Thinking.NONE.withEffort(Thinking.Effort.LOW));

    assertGolden("thinking-level", question);
    attempt.of(Capabilities.of().withTrait("thinking", "budget"));
    assertGolden("thinking-budget", question);
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void sampling_limits_and_log_probabilities_have_the_apis_names() {
    assertGolden(
        "sampling",
        asking("Explain how AI works")
            .sampling(
                Sampling.NONE
                    .withTemperature(1)
                    .withTopP(0.8)
                    .withTopK(10)
                    .withSeed(42)
                    .withPenalties(Penalties.NONE.withPresence(0.5).withFrequency(-0.5)))
            .limits(Limits.NONE.withMaxOutputTokens(800).withStop(List.of("Title")))
            .extensions(Extensions.NONE.with("logprobs", "true").with("top_logprobs", "3")));
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void what_the_api_has_no_word_for_is_noted_or_refused() {
    String json =
        written(
            asking("Hi")
                .sampling(
                    Sampling.NONE
                        .withTopK(0)
                        .withMinP(0.1)
                        .withPenalties(Penalties.NONE.withRepeat(1.1)))
                .extensions(Extensions.NONE.with("parallel_tool_calls", "false")));

    assertThat(json)
        .isEqualTo("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
    assertThat(attempt.notes()).hasSize(4);
    assertThat(
            refused(
                asking("Hi").limits(Limits.NONE.withStop(List.of("1", "2", "3", "4", "5", "6")))))
        .extracting(BackendException::code)
        .isEqualTo(ErrorCode.UNSUPPORTED);
  }

  @Test
  void a_seed_of_more_than_32_bits_still_tells_seeds_apart_and_repeats() {
    assertThat(written(asking("Hi").sampling(Sampling.NONE.withSeed(-7)))).contains("\"seed\":-7");
    String first = written(asking("Hi").sampling(Sampling.NONE.withSeed(1L << 40)));
    assertThat(written(asking("Hi").sampling(Sampling.NONE.withSeed(1L << 40)))).isEqualTo(first);
    assertThat(written(asking("Hi").sampling(Sampling.NONE.withSeed(1L << 41))))
        .isNotEqualTo(first);
  }

  @Test
  void fields_of_this_api_pass_and_join_what_is_written() {
    String json =
        written(
            asking("Hi")
                .tools(List.of(TEMPERATURE))
                .sampling(Sampling.NONE.withTemperature(0.5))
                .extensions(
                    Extensions.NONE
                        .with("safetySettings", "[{\"category\":\"HARM_CATEGORY_HARASSMENT\"}]")
                        .with("cachedContent", "\"cachedContents/1\"")
                        .with("tools", "[{\"googleSearch\":{}}]")
                        .with(
                            "generationConfig", "{\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\"}")));

    assertThat(json)
        .contains("\"safetySettings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\"}]")
        .contains("\"cachedContent\":\"cachedContents/1\"")
        .contains("]},{\"googleSearch\":{}}]")
        .contains(
            "\"generationConfig\":{\"temperature\":0.5,"
                + "\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\"}");
    assertThat(
            refused(
                asking("Hi")
                    .sampling(Sampling.NONE.withTemperature(0.5))
                    .extensions(Extensions.NONE.with("generationConfig", "{\"temperature\":1}"))))
        .hasMessageContaining("'temperature' is there twice");
  }

  @Test
  void a_call_without_a_signature_gets_googles_word_for_it_unless_the_model_needs_none() {
    ChatRequest.Builder conversation =
        ChatRequest.builder()
            .message(Message.user("Weather?"))
            .message(
                Message.of(
                    Message.Role.ASSISTANT, List.of(call("a", "Paris"), call("b", "London"))))
            .message(Message.toolResult("a", "15C"))
            .message(Message.toolResult("b", "12C"));

    assertThat(written(conversation))
        .containsOnlyOnce("\"thoughtSignature\":\"skip_thought_signature_validator\"");
    assertThat(attempt.notes()).singleElement().asString().contains("thought signature");

    attempt.of(Capabilities.of().withTrait("thinking", "budget"));
    assertThat(written(conversation)).doesNotContain("thoughtSignature");
  }

  @Test
  void thinking_and_signed_text_go_back_as_they_came() {
    Message answer =
        Message.of(
            Message.Role.ASSISTANT,
            List.of(
                Part.thinking("Hm.", "QQ=="),
                Part.text("Paris.").withExtensions(ThoughtSignature.extension("Qg=="))));

    assertThat(written(ChatRequest.builder().message(Message.user("?")).message(answer)))
        .contains(
            "{\"text\":\"Hm.\",\"thought\":true,\"thoughtSignature\":\"QQ==\"},"
                + "{\"text\":\"Paris.\",\"thoughtSignature\":\"Qg==\"}");
  }

  @Test
  void a_signature_that_a_client_keeps_with_the_message_is_its_texts() {
    Message answer = Message.assistant("Paris.").withExtensions(ThoughtSignature.extension("Qg=="));

    assertThat(written(ChatRequest.builder().message(Message.user("?")).message(answer)))
        .contains("{\"text\":\"Paris.\",\"thoughtSignature\":\"Qg==\"}");
  }

  @Test
  void a_result_may_be_a_failure_or_hold_pictures_and_needs_its_call() {
    ChatRequest.Builder called =
        ChatRequest.builder()
            .message(Message.user("Look."))
            .message(Message.of(Message.Role.ASSISTANT, List.of(call("a", "Paris"))));
    Part picture = Part.image(Media.inline("image/png", new byte[] {1}));

    assertThat(written(called.message(result("a", List.of(Part.text("No such city")), true))))
        .contains("\"response\":{\"error\":\"No such city\"}");
    assertThat(written(called.message(result("a", List.of(Part.text("ok"), picture), false))))
        .contains(
            "\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AQ==\"}}],"
                + "\"response\":{\"output\":\"ok\"}");
    assertThat(refused(called.message(result("z", List.of(Part.text("?")), false))))
        .hasMessageContaining("'z' follows no call");
  }

  @Test
  void turns_of_one_side_become_one_and_moved_instructions_are_noted() {
    String json =
        written(
            ChatRequest.builder()
                .message(Message.user("a"))
                .message(Message.user("b"))
                .message(Message.assistant("c"))
                .message(Message.of(Message.Role.ASSISTANT, List.of(call("i", "Paris"))))
                .message(Message.system("Be brief.")));

    assertThat(json)
        .contains("{\"role\":\"user\",\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]}")
        .contains("{\"role\":\"model\",\"parts\":[{\"text\":\"c\"},{\"functionCall\":")
        .contains("\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief.\"}]}");
    assertThat(attempt.notes()).anyMatch(note -> note.contains("moved to its beginning"));
  }

  @Test
  void a_cache_marker_is_noted_wherever_it_is() {
    Extensions marked = Extensions.NONE.with("cache_control", "{\"type\":\"ephemeral\"}");

    String json =
        written(
            ChatRequest.builder()
                .message(Message.user("a").withExtensions(marked))
                .message(
                    Message.of(Message.Role.USER, List.of(Part.text("b").withExtensions(marked))))
                .tools(List.of(TEMPERATURE.withExtensions(marked))));

    assertThat(json).doesNotContain("cache_control");
    assertThat(attempt.notes()).hasSize(3).allMatch(note -> note.contains("cache_control"));
  }

  @Test
  void a_count_has_all_of_the_prompt_and_nothing_of_the_answer() {
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.system("You are a cat. Your name is Neko."))
            .message(Message.user("Hi my name is Bob."))
            .tools(List.of(Tool.of("add", "", "{\"type\":\"object\"}")))
            .sampling(Sampling.NONE.withTemperature(0.5))
            .extensions(Extensions.NONE.with("generationConfig", "{\"topK\":1}"))
            .build();

    assertThat(text(new GeminiRequest(request, "gemini", attempt).count("gemini-3.8-flash")))
        .isEqualTo(golden("count"));
  }

  private static Part call(String id, String city) {
    return Part.toolCall(id, "get_current_temperature", "{\"location\":\"" + city + "\"}");
  }

  private static Message result(String id, List<Part> content, boolean failed) {
    return Message.of(Message.Role.TOOL, List.of(Part.toolResult(id, content, failed)));
  }

  private static ChatRequest.Builder asking(String question) {
    return ChatRequest.builder().message(Message.user(question));
  }

  private static ChatRequest.Builder saying(Part... parts) {
    return ChatRequest.builder().message(Message.of(Message.Role.USER, List.of(parts)));
  }

  private void assertGolden(String name, ChatRequest.Builder request) {
    assertThat(written(request)).isEqualTo(golden(name));
  }

  private static String golden(String name) {
    return text(Fixture.bytes("golden/" + name + ".json")).strip();
  }

  private BackendException refused(ChatRequest.Builder request) {
    BackendException[] error = new BackendException[1];
    assertThatThrownBy(() -> written(request))
        .isInstanceOfSatisfying(BackendException.class, thrown -> error[0] = thrown);
    return error[0];
  }

  private String written(ChatRequest.Builder request) {
    return text(new GeminiRequest(request.build(), "gemini", attempt).chat());
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
