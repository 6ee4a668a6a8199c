package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.junit.jupiter.api.Test;

/** What the recordings do not show: rare shapes, and shapes of OpenAI's own service. */
class OpenAiStreamDecoderTest {
  private static final String STOP = choice("{}", "\"stop\"");

  @Test
  void each_frame_travels_once_with_its_first_chunk() {
    Collected answer =
        Streams.read(
            choice("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
            choice("{\"reasoning_content\":\"Hm.\",\"content\":\"Yes\"}", "null"),
            choice("{\"content\":\"\"}", "null"),
            STOP,
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}",
            "[DONE]");

    assertThat(answer.chunks())
        .extracting(chunk -> chunk.getClass().getSimpleName() + chunk.wire().isPresent())
        .containsExactly(
            "Starttrue",
            "Thinkingtrue",
            "Textfalse",
            "Othertrue",
            "Othertrue",
            "Othertrue",
            "Finishtrue");
    assertThat(answer.chunks())
        .filteredOn(Chunk.Other.class::isInstance)
        .extracting(chunk -> ((Chunk.Other) chunk).kind())
        .containsExactly("frame", "finish", "usage");
    assertThat(answer.finish().usage()).isEqualTo(Usage.reported(3, 2));
  }

  @Test
  void id_and_model_may_come_behind_the_choices() {
    Collected answer =
        Streams.read(
            "{\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"index\":0}],\"model\":\"m\",\"id\":\"c1\"}",
            STOP,
            "[DONE]");

    assertThat(answer.chunks().getFirst())
        .isInstanceOfSatisfying(
            Chunk.Start.class,
            start -> {
              assertThat(start.model()).isEqualTo("m");
              assertThat(start.upstreamId()).isEqualTo("c1");
              assertThat(start.wire()).isPresent();
            });
    assertThat(answer.chunks().get(1)).isEqualTo(Chunk.text(0, "Hi"));
  }

  /** As Azure begins its streams. */
  @Test
  void what_comes_before_the_answer_waits_for_its_start() {
    String filter = "{\"choices\":[],\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[]}";
    String first =
        "{\"id\":\"c1\",\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";
    String end = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

    Collected answer = Streams.read(filter, filter, first, end, "[DONE]");

    assertThat(answer.chunks().getFirst())
        .isInstanceOfSatisfying(
            Chunk.Start.class,
            start -> {
              assertThat(start.model()).isEqualTo("gpt-4o");
              assertThat(start.upstreamId()).isEqualTo("c1");
            });
    assertThat(answer.text()).isEqualTo("Hi");
    assertThat(new String(answer.wire(), StandardCharsets.UTF_8))
        .isEqualTo(
            Stream.of(filter, filter, first, end, "[DONE]")
                .map(data -> "data: " + data + "\n\n")
                .collect(Collectors.joining()));
  }

  @Test
  void log_probabilities_follow_their_text() {
    Collected answer =
        Streams.read(
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":"
                + "[{\"token\":\"a\",\"logprob\":-0.5}],\"refusal\":null}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}");

    assertThat(answer.chunks())
        .filteredOn(Chunk.Other.class::isInstance)
        .first()
        .satisfies(
            chunk ->
                assertThat(chunk.extensions().json("logprobs").orElse(""))
                    .contains("\"logprob\":-0.5"));
  }

  @Test
  void a_filter_that_failed_is_told_once() {
    String unfiltered =
        "\"content_filter_results\":{\"error\":{\"code\":\"content_filter_error\"}}";
    List<String> notes = new ArrayList<>();
    String body =
        "{\"model\":\"m\",\"prompt_filter_results\":[{"
            + unfiltered
            + "}],\"choices\":[{\"index\":0,\"message\":{\"content\":\"Hi\"},"
            + unfiltered
            + ",\"finish_reason\":\"stop\"}]}";

    new OpenAiStreamDecoder("Backend 'x'", notes::add)
        .readWhole(body.getBytes(StandardCharsets.UTF_8), new ArrayDeque<>());

    assertThat(notes).singleElement().asString().contains("was not filtered");
  }

  @Test
  void results_of_a_filter_that_works_are_no_news() {
    String safe =
        "\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"safe\"},\"error\":null}";
    List<String> notes = new ArrayList<>();
    String body =
        "{\"model\":\"m\",\"prompt_filter_results\":[{"
            + safe
            + "}],\"choices\":[{"
            + safe
            + ",\"index\":0,\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";

    new OpenAiStreamDecoder("Backend 'x'", notes::add)
        .readWhole(body.getBytes(StandardCharsets.UTF_8), new ArrayDeque<>());

    assertThat(notes).isEmpty();
  }

  @Test
  void parts_count_in_the_order_they_begin() {
    Collected answer =
        Streams.read(
            choice("{\"reasoning\":\"a\"}", "null"),
            choice("{\"content\":\"b\"}", "null"),
            choice(tool(0, "\"id\":\"x\",", "\"name\":\"f\""), "null"),
            choice(tool(1, "\"id\":\"y\",", "\"name\":\"g\",\"arguments\":\"{\""), "null"),
            choice(tool(0, "", "\"arguments\":\"{}\""), "null"),
            choice(tool(1, "", "\"arguments\":\"}\""), "null"),
            choice("{\"content\":\"c\"}", "\"tool_calls\""),
            "[DONE]");

    assertThat(answer.chunks().stream().filter(Chunk::content).map(OpenAiStreamDecoderTest::part))
        .containsExactly("0 a", "1 b", "2 f", "3 g", "3 {", "2 {}", "3 }", "1 c", "end");
    assertThat(answer.calls()).containsExactly("f {}", "g {}");
  }

  private static String part(Chunk chunk) {
    return switch (chunk) {
      case Chunk.Text text -> text.part() + " " + text.text();
      case Chunk.Thinking thinking -> thinking.part() + " " + thinking.text();
      case Chunk.ToolCallStart call -> call.part() + " " + call.name();
      case Chunk.ToolCallArguments arguments -> arguments.part() + " " + arguments.json();
      case Chunk.Refusal refusal -> refusal.part() + " " + refusal.text();
      case Chunk.Start start -> "start";
      case Chunk.Other other -> "other";
      case Chunk.Finish finish -> "end";
    };
  }

  @Test
  void tool_calls_without_an_index_are_told_apart_by_their_ids() {
    Collected answer =
        Streams.read(
            choice(
                "{\"tool_calls\":[{\"id\":\"x\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}",
                "null"),
            choice("{\"tool_calls\":[{\"function\":{\"arguments\":\"}\"}}]}", "null"),
            choice(
                "{\"tool_calls\":[{\"id\":\"y\",\"function\":{\"name\":\"g\",\"arguments\":{\"a\":1}}}]}",
                "null"),
            STOP,
            "[DONE]");

    assertThat(answer.calls()).containsExactly("f {}", "g {\"a\":1}");
    assertThat(answer.finish().reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  /** As Gemini's OpenAI endpoint and some routers send parallel calls. */
  @Test
  void parallel_calls_that_share_an_index_are_told_apart_by_their_ids() {
    Collected answer =
        Streams.read(
            choice(tool(0, "\"id\":\"a\",", "\"name\":\"f\",\"arguments\":\"{}\""), "null"),
            choice(
                tool(0, "\"id\":\"b\",", "\"name\":\"g\",\"arguments\":\"{\\\"x\\\":\""), "null"),
            choice(tool(0, "", "\"arguments\":\"1}\""), "null"),
            STOP,
            "[DONE]");

    assertThat(answer.calls()).containsExactly("f {}", "g {\"x\":1}");
    assertThat(answer.chunks())
        .filteredOn(Chunk.ToolCallStart.class::isInstance)
        .extracting(chunk -> ((Chunk.ToolCallStart) chunk).id())
        .containsExactly("a", "b");
  }

  /** Older vLLM makes up an id for every piece. */
  @Test
  void pieces_of_one_call_may_each_have_another_id() {
    Collected answer =
        Streams.read(
            choice(tool(0, "\"id\":\"a\",", "\"name\":\"f\",\"arguments\":\"{\""), "null"),
            choice(tool(0, "\"id\":\"b\",", "\"arguments\":\"}\""), "null"),
            STOP,
            "[DONE]");

    assertThat(answer.calls()).containsExactly("f {}");
  }

  @Test
  void a_refusal_is_told_apart() {
    Collected answer =
        Streams.read(
            choice("{\"refusal\":\"I will \"}", "null"),
            choice("{\"refusal\":\"not.\"}", "\"stop\""),
            "[DONE]");

    assertThat(answer.text()).isEmpty();
    assertThat(answer.finish().reason()).isEqualTo(FinishReason.REFUSAL);
  }

  @Test
  void other_choices_travel_but_are_not_the_answer() {
    Collected answer =
        Streams.read(
            "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"}},"
                + "{\"index\":1,\"delta\":{\"content\":\"no\"},\"finish_reason\":\"length\"}]}",
            STOP,
            "[DONE]");

    assertThat(answer.text()).isEqualTo("yes");
    assertThat(answer.finish().reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void a_finish_reason_of_another_choice_is_no_end() {
    broken("{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}", "[DONE]");
  }

  @Test
  void an_empty_finish_reason_is_none() {
    String piece = choice("{\"content\":\"Half\"}", "\"\"");

    broken(piece);
    broken(piece, "[DONE]");
    assertThat(Streams.read(piece, STOP, piece).finish().reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void frames_that_say_nothing_are_not_kept_without_end() {
    String[] frames = new String[100];
    Arrays.fill(frames, "{}");

    assertThatThrownBy(() -> Streams.read(frames))
        .hasMessageContaining("begins with 64 frames that say nothing");
  }

  @Test
  void without_a_finish_reason_there_is_no_end() {
    broken(choice("{\"content\":\"Half\"}", "null"), "[DONE]");
    broken(choice("{\"content\":\"Half\"}", "null"));
    broken("[DONE]");
    broken();
  }

  @Test
  void a_body_that_ends_after_the_finish_reason_without_done_is_whole() {
    Collected answer = Streams.read(choice("{\"content\":\"Hi\"}", "null"), STOP);

    assertThat(answer.text()).isEqualTo("Hi");
    assertThat(answer.finish().wire()).isEmpty();
    assertThat(answer.finish().usage()).isEqualTo(Usage.UNKNOWN);
  }

  @Test
  void frames_that_are_no_json_object_are_errors_and_not_shown() {
    for (String frame : List.of("secret", "[]", "{\"choices\":", "{} {}", "\"x\"", "")) {
      assertThatThrownBy(() -> Streams.read(frame))
          .isInstanceOfSatisfying(
              BackendException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL))
          .extracting(Throwable::getMessage)
          .asString()
          .doesNotContain("secret");
    }
  }

  @Test
  void an_error_frame_is_that_error_whatever_follows() {
    error(
        "{\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}", ErrorCode.RATE_LIMITED);
    error("{\"error\":{\"message\":\"m\",\"code\":429}}", ErrorCode.RATE_LIMITED);
    error("{\"error\":{\"message\":\"m\",\"code\":\"503\"}}", ErrorCode.OVERLOADED);
    error("{\"error\":\"model runner died\"}", ErrorCode.UNAVAILABLE);
    error(
        "{\"error\":{\"message\":\"m\",\"type\":\"insufficient_quota\",\"code\":null}}",
        ErrorCode.QUOTA_EXHAUSTED);
  }

  @Test
  void an_error_frame_without_a_status_is_whose_mistake_its_type_says() {
    String typed = "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"code\":null}}";

    error(typed.formatted("Bad tool.", "invalid_request_error"), ErrorCode.INVALID_REQUEST);
    error(
        typed.formatted("maximum context length is 5", "invalid_request_error"),
        ErrorCode.CONTEXT_LENGTH);
    error(typed.formatted("Slow.", "rate_limit_error"), ErrorCode.RATE_LIMITED);
    error(typed.formatted("Slow.", "tokens"), ErrorCode.RATE_LIMITED);
    error(typed.formatted("The model is gone.", "not_found_error"), ErrorCode.MODEL_NOT_FOUND);
    error(typed.formatted("Late.", "timeout_error"), ErrorCode.TIMEOUT);
    error(typed.formatted("Oops.", "server_error"), ErrorCode.UNAVAILABLE);
  }

  @Test
  void an_error_frame_without_the_error_around_it_is_that_error_too() {
    error(
        "{\"object\":\"error\",\"message\":\"maximum context length is 5\",\"type\":"
            + "\"BadRequestError\",\"param\":null,\"code\":400}",
        ErrorCode.CONTEXT_LENGTH);
    error("{\"message\":\"Engine died\",\"code\":500}", ErrorCode.UNAVAILABLE);
  }

  private static void error(String frame, ErrorCode code) {
    assertThatThrownBy(() -> Streams.read(choice("{\"content\":\"x\"}", "null"), frame, "[DONE]"))
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  @Test
  void odd_values_do_no_harm() {
    Collected answer =
        Streams.read(
            "{\"choices\":null,\"usage\":null,\"error\":null}",
            "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}",
            "{\"choices\":[{\"index\":0,\"delta\":null}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"tool_calls\":null,"
                + "\"role\":null,\"refusal\":null,\"annotations\":[]},\"logprobs\":{\"content\":[]}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}}]}",
            choice("{}", "\"brand_new_reason\""),
            "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"prompt_tokens_details\":null,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":1,\"x\":null}}}",
            "[DONE]");

    assertThat(answer.text()).isEqualTo("Hi");
    assertThat(answer.finish().reason()).isEqualTo(FinishReason.UNKNOWN);
    assertThat(answer.finish().extensions().json("native_finish_reason"))
        .contains("\"brand_new_reason\"");
    assertThat(answer.finish().usage()).isEqualTo(Usage.reported(1, 2).withReasoning(1));
  }

  private static void broken(String... frames) {
    assertThatThrownBy(() -> Streams.read(frames))
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL))
        .hasMessageContaining("without a finish reason");
  }

  private static String tool(int index, String id, String function) {
    return "{\"tool_calls\":[{\"index\":" + index + "," + id + "\"function\":{" + function + "}}]}";
  }

  private static String choice(String delta, String finish) {
    return "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]}";
  }
}
