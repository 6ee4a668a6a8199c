package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineEvent.AnswerMended;
import org.jackfield.engine.EngineEvent.AnswerUnfit;
import org.jackfield.engine.EngineEvent.AttemptEnded;
import org.jackfield.engine.EngineEvent.FellBack;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.FormatFault;
import org.jackfield.engine.Reply;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.Structured;
import org.jackfield.engine.Structured.How;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.ProfileLimits;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.spi.chat.WireFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in a format, on their way through the call chain. */
@Timeout(60)
final class StructuredCallTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}";
  private static final Duration LONG = Duration.ofSeconds(30);

  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend first = new TestingBackend();
  private final TestingBackend second = new TestingBackend();

  @AfterEach
  void close() {
    engine.close();
  }

  /** A body of OpenAI's that says what the request says, and stays as it is. */
  private record ClientBody(Protocol protocol, byte[] bytes, ChatRequest said) implements WireBody {
    @Override
    public WireBody with(String field, String json) {
      return this;
    }

    @Override
    public WireBody without(String field) {
      return this;
    }

    @Override
    public WireBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
      return touched.contains(ChatRequest.Field.FORMAT)
          ? new ClientBody(protocol, new byte[0], said)
          : this;
    }

    @Override
    public boolean says(ChatRequest.Field field) {
      return true;
    }

    @Override
    public ChatRequest.Builder decode() {
      return ChatRequest.builder()
          .messages(said.messages())
          .responseFormat(said.responseFormat())
          .delivery(said.delivery());
    }
  }

  private static ChatRequest asking(ChatRequest.Delivery delivery, ResponseFormat format) {
    return ChatRequest.builder()
        .message(Message.system("Be brief."))
        .message(Message.user("Count."))
        .responseFormat(format)
        .delivery(delivery)
        .build();
  }

  private static ResponseFormat bySchema() {
    return ResponseFormat.jsonSchema("count", SCHEMA, true);
  }

  private static ChatRequest whole() {
    return asking(ChatRequest.Delivery.WHOLE, bySchema());
  }

  private static ChatRequest streamed() {
    return asking(ChatRequest.Delivery.STREAM, bySchema());
  }

  private Reply reply(ChatRequest request) {
    return new Collector(System.nanoTime()).collect(engine.stream(request, CallOptions.NONE));
  }

  private EngineException failure(ChatRequest request) {
    return catchThrowableOfType(EngineException.class, () -> reply(request));
  }

  private static TestingBackend without(TestingBackend backend, Capability... lacking) {
    backend.capabilities = backend.capabilities.without(Set.of(lacking));
    return backend;
  }

  @Test
  void a_backend_with_a_method_of_its_own_gets_the_request_as_it_is() {
    engine.with("a", first.thenSays("{\"n\"", ": 3}\n\n"));

    Reply reply = reply(whole());

    assertThat(reply.text()).isEqualTo("{\"n\": 3}\n\n");
    assertThat(reply.structured()).contains(new Structured(How.CONSTRAINED, false));
    assertThat(first.requests).hasSize(1);
    assertThat(first.requests.getFirst().responseFormat()).isEqualTo(bySchema());
    assertThat(first.requests.getFirst().messages()).hasSize(2);
    assertThat(engine.events(AnswerUnfit.class)).isEmpty();
  }

  @Test
  void a_backend_without_one_is_asked_in_words_behind_the_instructions_there_are() {
    engine.with("a", without(first, Capability.JSON, Capability.JSON_SCHEMA).thenSays("{\"n\":3}"));

    Reply reply = reply(whole());

    assertThat(reply.structured()).contains(new Structured(How.VALIDATED, false));
    ChatRequest asked = first.requests.getFirst();
    assertThat(asked.responseFormat()).isEqualTo(ResponseFormat.text());
    assertThat(asked.messages()).hasSize(2);
    assertThat(asked.messages().getFirst().text())
        .startsWith("Be brief.\n\nAnswer with one JSON value that follows this JSON Schema")
        .endsWith("\n" + SCHEMA);
    assertThat(asked.messages().getLast()).isEqualTo(Message.user("Count."));
  }

  @Test
  void a_backend_that_can_do_any_json_is_held_to_that_much() {
    engine.with("a", without(first, Capability.JSON_SCHEMA).thenSays("{\"n\":3}"));

    assertThat(reply(whole()).structured()).contains(new Structured(How.VALIDATED, false));
    assertThat(first.requests.getFirst().responseFormat()).isEqualTo(ResponseFormat.json());
  }

  private static final String CLOSED =
      "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":[\"integer\",\"null\"]},\"of\":{\"type\":"
          + "\"array\",\"items\":{\"$ref\":\"#/$defs/one\"}}},\"required\":[\"n\",\"of\"],"
          + "\"additionalProperties\":false,\"$defs\":{\"one\":{\"type\":\"string\"}}}";

  private static final String ANSWER = "{\"n\":3,\"of\":[\"a\"]}";

  /** As OpenAI and Azure are: without {@code strict} a schema is a wish. */
  private TestingBackend strictly(TestingBackend backend) {
    backend.capabilities = backend.capabilities.withTrait("schema", "strict");
    return backend;
  }

  private static ChatRequest by(String schema) {
    return asking(ChatRequest.Delivery.WHOLE, ResponseFormat.jsonSchema("count", schema, false));
  }

  @Test
  void a_schema_that_can_be_held_strictly_is() {
    engine.with("a", strictly(first).thenSays(ANSWER));

    assertThat(reply(by(CLOSED)).structured()).contains(new Structured(How.CONSTRAINED, false));
    assertThat(first.requests.getFirst().responseFormat())
        .isEqualTo(ResponseFormat.jsonSchema("count", CLOSED, true));
    assertThat(first.requests.getFirst().messages()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[],"
            + "\"additionalProperties\":false}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1}},"
            + "\"required\":[\"n\"],\"additionalProperties\":false}",
        "{\"type\":\"object\",\"properties\":{\"n\":{}},\"required\":[\"n\"],"
            + "\"additionalProperties\":false}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"oneOf\":[{\"type\":\"integer\"}]}},"
            + "\"required\":[\"n\"],\"additionalProperties\":false}",
        "{\"anyOf\":[{\"type\":\"object\"}]}",
      })
  void a_schema_that_cannot_be_held_strictly_is_a_wish_and_only_checked(String schema) {
    engine.with("a", strictly(first).thenSays("{\"n\":3}"));

    assertThat(reply(by(schema)).structured()).contains(new Structured(How.VALIDATED, false));
    assertThat(first.requests.getFirst().responseFormat())
        .isEqualTo(ResponseFormat.jsonSchema("count", schema, false));
    assertThat(first.requests.getFirst().messages()).hasSize(2);
  }

  @Test
  void a_client_of_openai_that_does_not_say_strict_keeps_its_bytes_and_is_told() {
    byte[] body = "{ \"a\" : 1 }".getBytes(StandardCharsets.UTF_8);
    ChatRequest received =
        ChatRequest.received(
            new ClientBody(Protocol.OPENAI_CHAT, body, by(CLOSED)),
            "m",
            ChatRequest.Delivery.WHOLE);
    engine.with("a", strictly(first).thenSays(ANSWER));

    assertThat(reply(received).structured()).contains(new Structured(How.VALIDATED, false));
    assertThat(first.requests.getFirst().wire(Protocol.OPENAI_CHAT).orElseThrow().bytes())
        .isEqualTo(body);
  }

  /** As Claude is: its method holds an answer to the fields that a schema names. */
  private TestingBackend closing(TestingBackend backend) {
    backend.capabilities =
        without(backend, Capability.JSON).capabilities.withTrait("schema", "closed");
    return backend;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SCHEMA,
        CLOSED,
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1},"
            + "\"of\":{\"oneOf\":[{\"type\":\"string\"},{\"$ref\":\"#/definitions/one\"}]}},"
            + "\"definitions\":{\"one\":{\"type\":\"array\",\"maxItems\":3,"
            + "\"items\":{\"enum\":[1,null]}}}}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"$ref\":\"#/$defs/n\"},"
            + "\"m\":{\"$ref\":\"#/$defs/n\"}},\"$defs\":{\"n\":{\"type\":\"integer\"}}}",
      })
  void a_schema_that_can_be_closed_goes_to_the_method_of_closed_objects(String schema) {
    engine.with("a", closing(first).thenSays("{\"n\":3,\"of\":[]}"));

    Reply reply = reply(by(schema));

    assertThat(reply.structured()).contains(new Structured(How.CONSTRAINED, false));
    assertThat(first.requests.getFirst().responseFormat())
        .isEqualTo(ResponseFormat.jsonSchema("count", schema, false));
    assertThat(first.requests.getFirst().messages()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"object\"}",
        "{\"type\":\"object\",\"properties\":{\"n\":{}}}",
        "{\"type\":\"object\",\"properties\":{\"n\":true}}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
            + "\"additionalProperties\":true}",
        "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
            + "\"patternProperties\":{\"^x\":{\"type\":\"string\"}}}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"},"
            + "\"next\":{\"$ref\":\"#\"}}}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
            + "\"$defs\":{\"a\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/a\"}}}}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
            + "\"required\":[\"n\",\"k\"],\"additionalProperties\":{}}",
        "{\"allOf\":[{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}]}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"
            + "\"anyOf\":[{\"required\":[\"n\"]}]}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"enum\":[3,[4]]}}}",
        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"},"
            + "\"of\":{\"type\":\"array\"}}}",
      })
  void a_schema_that_cannot_be_closed_is_asked_for_in_words_and_checked(String schema) {
    engine.with("a", closing(first).thenSays("{\"n\":3,\"k\":1}"));

    assertThat(reply(by(schema)).structured()).contains(new Structured(How.VALIDATED, false));
    ChatRequest asked = first.requests.getFirst();
    assertThat(asked.responseFormat()).isEqualTo(ResponseFormat.text());
    assertThat(asked.messages().getFirst().text()).endsWith("\n" + schema);
  }

  @Test
  void a_schema_of_many_optional_fields_is_asked_for_in_words_of_a_method_of_closed_objects() {
    String fields =
        IntStream.rangeClosed(1, 25)
            .mapToObj(i -> "\"n" + i + "\":{\"type\":\"integer\"}")
            .collect(Collectors.joining(","));
    engine.with("a", closing(first).thenSays("{\"n1\":3}"));

    reply(by("{\"type\":\"object\",\"properties\":{" + fields + "}}"));

    assertThat(first.requests.getFirst().responseFormat()).isEqualTo(ResponseFormat.text());
  }

  @Test
  void a_client_of_claude_keeps_its_bytes_and_its_open_objects() {
    byte[] body = "{ \"a\" : 1 }".getBytes(StandardCharsets.UTF_8);
    ChatRequest received =
        ChatRequest.received(
            new ClientBody(Protocol.ANTHROPIC_MESSAGES, body, by("{\"type\":\"object\"}")),
            "m",
            ChatRequest.Delivery.WHOLE);
    engine.with("a", closing(first).thenSays("{}"));

    assertThat(reply(received).structured()).contains(new Structured(How.CONSTRAINED, false));
    assertThat(first.requests.getFirst().wire(Protocol.ANTHROPIC_MESSAGES).orElseThrow().bytes())
        .isEqualTo(body);
  }

  /** As Ollama's documentation advises. */
  @Test
  void a_model_that_wants_words_beside_the_method_gets_both() {
    first.capabilities = first.capabilities.withTrait("schema", "words");
    engine.with("a", first.thenSays("{\"n\":3}"));

    assertThat(reply(whole()).structured()).contains(new Structured(How.CONSTRAINED, false));
    ChatRequest asked = first.requests.getFirst();
    assertThat(asked.responseFormat()).isEqualTo(bySchema());
    assertThat(asked.messages().getFirst().text()).endsWith("\n" + SCHEMA);
  }

  @Test
  void json_without_a_schema_is_asked_for_and_checked_likewise() {
    engine.with(
        "a",
        without(first, Capability.JSON, Capability.JSON_SCHEMA)
            .thenSays("Sure: {}")
            .thenSays("{}"));

    Reply reply = reply(asking(ChatRequest.Delivery.WHOLE, ResponseFormat.json()));

    assertThat(reply.text()).isEqualTo("{}");
    assertThat(reply.structured()).contains(new Structured(How.VALIDATED, true));
    assertThat(first.requests.getFirst().messages().getFirst().text())
        .endsWith(
            "Answer with one JSON object and with nothing else: no explanation, no Markdown.");
  }

  @Test
  void a_fence_around_an_answer_that_was_asked_for_in_words_is_taken_off() {
    engine.with(
        "a",
        without(first, Capability.JSON, Capability.JSON_SCHEMA)
            .thenSays("```", "json\n{\"n\"", ":3}\n", "```\n"));

    assertThat(reply(whole()).text()).isEqualTo("{\"n\":3}");
    assertThat(reply(streamed()).text()).isEqualTo("{\"n\":3}");
  }

  @Test
  void an_answer_that_does_not_hold_is_mended_once_by_its_backend() {
    engine
        .with("a", first.thenSays("{\"n\":", "\"three\"}").thenSays("{\"n\":3}"))
        .with("b", second.thenSays("no"));

    Reply reply = reply(whole());

    assertThat(reply.text()).isEqualTo("{\"n\":3}");
    assertThat(reply.structured()).contains(new Structured(How.CONSTRAINED, true));
    assertThat(reply.usage()).isEqualTo(Usage.reported(6, 3));
    assertThat(reply.source().attempts())
        .extracting(AttemptReport::backend, AttemptReport::error)
        .containsExactly(tuple("a", Optional.of(ErrorCode.PROTOCOL)), tuple("a", Optional.empty()));
    assertThat(reply.source().notes())
        .containsExactly(
            "the first answer of 'a' was not in the format asked for and was mended: at /n: string"
                + " found, integer expected");
    List<Message> again = first.requests.get(1).messages();
    assertThat(again).hasSize(4);
    assertThat(again.get(2)).isEqualTo(Message.assistant("{\"n\":\"three\"}"));
    assertThat(again.get(3).text())
        .contains("- at /n: string found, integer expected\n")
        .contains("the corrected JSON");
    assertThat(first.requests.get(1).responseFormat()).isEqualTo(bySchema());
    assertThat(second.requests).isEmpty();
  }

  @Test
  void listeners_hear_of_both_answers_with_what_each_cost() {
    engine.with("a", first.thenSays("three").thenSays("{\"n\":3}"));

    reply(whole());

    assertThat(engine.events(AnswerUnfit.class)).hasSize(1);
    assertThat(engine.events(AnswerMended.class)).hasSize(1);
    assertThat(engine.events(AttemptEnded.class))
        .extracting(event -> event.outcome().error(), event -> event.outcome().usage())
        .containsExactly(
            tuple(Optional.of(ErrorCode.PROTOCOL), Usage.reported(3, 1)),
            tuple(Optional.empty(), Usage.reported(3, 1)));
    assertThat(engine.events(AttemptEnded.class).getFirst().outcome().message())
        .doesNotContain("three");
  }

  @Test
  void an_answer_that_stays_broken_hands_over_to_the_next_backend() {
    engine
        .with("a", first.thenSays("one").thenSays("{}"))
        .with("b", without(second, Capability.JSON_SCHEMA).thenSays("{\"n\":1}"));

    Reply reply = reply(whole());

    assertThat(reply.source().backend()).isEqualTo("b");
    assertThat(reply.structured()).contains(new Structured(How.VALIDATED, false));
    assertThat(reply.usage()).isEqualTo(Usage.reported(3, 1));
    assertThat(reply.source().attempts())
        .extracting(AttemptReport::backend)
        .containsExactly("a", "a", "b");
    assertThat(second.requests.getFirst().messages()).hasSize(2);
    assertThat(engine.events(FellBack.class).getFirst().message())
        .contains("at the top: required property 'n' not found");
  }

  @Test
  void when_no_backend_is_left_the_error_says_where_the_last_answer_breaks_the_schema() {
    engine.with("a", first.thenSays("{\"n\":\"x\"}"));

    EngineException error = failure(whole());

    assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL);
    assertThat(error.message())
        .isEqualTo(
            "Backend 'a' gave an answer that is not in the format asked for: at /n: string found,"
                + " integer expected.");
    assertThat(error.attempts()).hasSize(2);
    assertThat(error.getCause()).hasCauseInstanceOf(FormatFault.class);
    assertThat(first.requests).hasSize(2);
  }

  @Test
  void a_repair_that_fails_leaves_the_next_backend_its_turn() {
    engine
        .with("a", first.thenSays("one").thenFails(ErrorCode.INVALID_REQUEST))
        .with("b", second.thenSays("{\"n\":1}"));

    assertThat(reply(whole()).source().backend()).isEqualTo("b");
  }

  @Test
  void a_repair_counts_as_an_attempt_of_the_call_s_budget() {
    engine
        .with("a", first.thenSays("one").thenSays("{\"n\":1}"))
        .with(
            new ProfileConfig(
                "once",
                List.of("a"),
                new ProfileLimits(Optional.empty(), Optional.empty(), OptionalInt.of(1)),
                new RequestDefaults(Sampling.NONE, Limits.NONE, Optional.empty()),
                Unsupported.ROUTE,
                Set.of()));

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () -> engine.stream(whole(), CallOptions.NONE.withProfile("once")));

    assertThat(error.attempts()).hasSize(1);
    assertThat(first.requests).hasSize(1);
  }

  @Test
  void a_whole_answer_is_read_to_its_end_in_the_time_between_pieces_not_in_that_to_the_first() {
    engine.with(
        "a",
        first.then(
            (request, attempt) -> {
              CountDownLatch late = new CountDownLatch(1);
              attempt.onCancel(late::countDown);
              ChatStream answer = TestingBackend.saying("{\"n\":", "1}");
              return after(answer, late, 2, Duration.ofMillis(400));
            }),
        TestingEngine.options(Duration.ofMillis(100), LONG, 0));

    assertThat(reply(whole()).text()).isEqualTo("{\"n\":1}");
  }

  /** The same, with a wait behind that many chunks, unless the latch is open before. */
  private static ChatStream after(
      ChatStream answer, CountDownLatch latch, int chunks, Duration wait) {
    AtomicInteger given = new AtomicInteger();
    return new ChatStream() {
      @Override
      public Chunk next() {
        if (given.getAndIncrement() == chunks) {
          try {
            if (latch.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
              throw new BackendException(ErrorCode.CANCELLED, "It was ended while it answered.");
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
        return answer.next();
      }

      @Override
      public void close() {
        answer.close();
      }
    };
  }

  @Test
  void a_whole_answer_that_falls_silent_is_replaced_by_the_next_backend() {
    engine
        .with(
            "a",
            first.then((request, attempt) -> TestingBackend.stalling(Chunk.text(0, "{\"n\":"))),
            TestingEngine.options(LONG, Duration.ofMillis(100), 0))
        .with("b", second.thenSays("{\"n\":1}"));

    assertThat(reply(whole()).source().backend()).isEqualTo("b");
  }

  @Test
  void pieces_of_a_stream_come_at_once_and_its_finish_only_when_the_answer_holds() {
    engine.with("a", first.thenSays("{\"n\"", ":3}"));

    ReplyStream reply = engine.stream(streamed(), CallOptions.NONE);

    assertThat(reply.structured()).contains(new Structured(How.CONSTRAINED, false));
    assertThat(TestingEngine.text(reply)).isEqualTo("{\"n\":3}");
  }

  @Test
  void a_stream_that_does_not_hold_ends_with_an_error_and_is_not_mended() {
    engine.with("a", first.thenSays("{\"n\"", ":\"x\"}")).with("b", second.thenSays("{\"n\":1}"));

    ReplyStream reply = engine.stream(streamed(), CallOptions.NONE);
    EngineException error =
        catchThrowableOfType(EngineException.class, () -> TestingEngine.text(reply));

    assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL);
    assertThat(error.message()).contains("at /n: string found, integer expected");
    assertThat(first.requests).hasSize(1);
    assertThat(second.requests).isEmpty();
    assertThat(engine.events(AnswerUnfit.class)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = FinishReason.class,
      names = {"LENGTH", "TOOL_CALLS", "CONTENT_FILTER", "REFUSAL", "UNKNOWN"})
  void what_ended_otherwise_is_told_as_what_it_is(FinishReason reason) {
    engine.with(
        "a",
        first.then(
            (request, attempt) ->
                TestingBackend.of(
                    List.of(
                        Chunk.text(0, "{\"n\":"), Chunk.finish(reason, Usage.reported(1, 1))))));

    Reply reply = reply(whole());

    assertThat(reply.finish()).isEqualTo(reason);
    assertThat(reply.text()).isEqualTo("{\"n\":");
    assertThat(reply.structured()).isEmpty();
    assertThat(reply(streamed()).structured()).isEmpty();
  }

  @Test
  void a_tool_call_or_refusal_that_a_server_ends_with_stop_is_no_answer_to_check() {
    engine.with(
        "a",
        first
            .then(
                (request, attempt) ->
                    TestingBackend.of(
                        List.of(
                            Chunk.toolCall(0, "1", "look"),
                            Chunk.arguments(0, "{}"),
                            Chunk.finish(FinishReason.STOP, Usage.UNKNOWN))))
            .then(
                (request, attempt) ->
                    TestingBackend.of(
                        List.of(
                            Chunk.refusal(0, "I will not."),
                            Chunk.finish(FinishReason.STOP, Usage.UNKNOWN)))));

    assertThat(reply(whole()).structured()).isEmpty();
    assertThat(reply(whole()).structured()).isEmpty();
    assertThat(first.requests).hasSize(2);
  }

  @Test
  void the_upstream_s_own_body_stays_where_the_engine_had_no_part_in_the_answer() {
    WireFrame body = WireFrame.body(Protocol.OPENAI_CHAT, "{}".getBytes(StandardCharsets.UTF_8));
    TestingBackend.Script answer =
        (request, attempt) ->
            TestingBackend.of(
                List.of(
                    Chunk.start("m", "1").withWire(body),
                    Chunk.text(0, "{\"n\":1}"),
                    Chunk.finish(FinishReason.STOP, Usage.UNKNOWN)));
    engine.with("a", first.then(answer).thenSays("x").then(answer));

    assertThat(reply(whole()).body()).contains(body);
    assertThat(reply(whole()).body()).isEmpty();
    without(first, Capability.JSON_SCHEMA);
    assertThat(reply(whole()).body()).isEmpty();
  }

  private static WireFrame frame(String text) {
    return WireFrame.event(Protocol.OPENAI_CHAT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** All frames that a reader of the answer sees, and "error" when it ends with one. */
  private List<String> frames(Chunk... chunks) {
    TestingBackend backend = new TestingBackend();
    engine.with("a", backend.then((request, attempt) -> TestingBackend.of(List.of(chunks))));
    List<String> frames = new ArrayList<>();
    try (ReplyStream reply = engine.stream(streamed(), CallOptions.NONE)) {
      Chunk chunk;
      do {
        chunk = reply.next();
        chunk
            .wire()
            .ifPresent(wire -> frames.add(new String(wire.bytes(), StandardCharsets.UTF_8)));
      } while (!(chunk instanceof Chunk.Finish));
    } catch (EngineException e) {
      frames.add("error");
    }
    return frames;
  }

  @Test
  void no_frame_that_may_tell_the_end_passes_ahead_of_the_check() {
    Chunk finish = Chunk.finish(FinishReason.STOP, Usage.UNKNOWN);
    Chunk end = Chunk.other("end", Extensions.NONE).withWire(frame("stop"));

    assertThat(
            frames(
                Chunk.text(0, "{\"n\":").withWire(frame("1")),
                Chunk.text(0, "true").withWire(frame("2")),
                Chunk.text(0, "}").withWire(frame("3 and stop")),
                finish))
        .containsExactly("1", "2", "error");
    assertThat(
            frames(
                Chunk.text(0, "{\"n\":").withWire(frame("1")),
                Chunk.text(0, "true}").withWire(frame("2")),
                end,
                finish))
        .containsExactly("1", "error");
  }

  @Test
  void every_frame_of_an_answer_that_holds_passes_in_its_order() {
    assertThat(
            frames(
                Chunk.start("m", "1").withWire(frame("0")),
                Chunk.text(0, "{\"n\":").withWire(frame("1")),
                Chunk.other("ping", Extensions.NONE).withWire(frame("ping")),
                Chunk.text(0, "1}").withWire(frame("2")),
                Chunk.other("end", Extensions.NONE).withWire(frame("stop")),
                Chunk.finish(FinishReason.STOP, Usage.UNKNOWN)))
        .containsExactly("0", "1", "ping", "2", "stop");
  }

  @Test
  void a_schema_that_cannot_be_used_is_refused_before_anybody_is_asked() {
    engine.with("a", first.thenSays("{}"));

    EngineException error =
        failure(
            asking(
                ChatRequest.Delivery.WHOLE,
                ResponseFormat.jsonSchema("x", "{\"$ref\":\"file:///etc/passwd\"}", false)));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error.message())
        .startsWith("'response_format' has a schema that cannot be used: at /$ref: ");
    assertThat(first.requests).isEmpty();
  }

  @Test
  void an_answer_without_end_is_given_up() {
    String piece = "x".repeat(1_000_000);
    engine.with("a", first.thenSays(piece, piece, piece, piece, piece));

    assertThat(failure(whole()).message()).contains("gave more than 4194304 characters");
  }

  @Test
  void a_long_answer_is_shown_to_its_model_again_only_in_part() {
    engine.with("a", first.thenSays("x".repeat(1_000_000)).thenSays("{\"n\":1}"));

    reply(whole());

    assertThat(first.requests.get(1).messages().get(2).text()).hasSizeLessThan(40_000);
  }

  @Test
  void the_plan_takes_backends_without_json_too() {
    engine.with("a", first.thenSays("{}"));
    first.capabilities = Capabilities.of();

    assertThat(Planner.plan(engine.snapshot(), whole(), CallOptions.NONE).chosen()).hasSize(1);
  }
}
