package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A question goes out as the protocol wants it, and the answer comes back whole. */
public abstract class ChatContract extends DialectTest {
  private static final String UNUSUAL =
      "Grüße, 世界! \uD83D\uDC69\u200D\uD83D\uDE80 \"quoted\" \\ \t\n";

  @Test
  void an_answer_comes_whole_and_in_order() {
    upstream().enqueue(asked(), reply(Answer.text("The capital", " of France", " is Paris.")));

    List<Chunk> chunks = ask(chat(), question());

    assertThat(text(chunks)).isEqualTo("The capital of France is Paris.");
    assertThat(finish(chunks).reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void an_answer_starts_at_most_once_and_first() {
    upstream().enqueue(reply(Answer.text("Yes", ".")));

    List<Chunk> chunks = ask(chat(), question());

    assertThat(chunks.stream().skip(1)).noneMatch(Chunk.Start.class::isInstance);
  }

  @Test
  void an_answer_cut_by_the_token_limit_says_so() {
    upstream().enqueue(reply(Answer.text("The").ending(FinishReason.LENGTH)));

    assertThat(finish(ask(chat(), question())).reason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void an_empty_answer_is_an_answer() {
    upstream().enqueue(reply(Answer.text()));

    List<Chunk> chunks = ask(chat(), question());

    assertThat(text(chunks)).isEmpty();
    assertThat(finish(chunks).reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void unusual_characters_survive_both_ways() {
    upstream().enqueue(reply(Answer.text(UNUSUAL)));

    assertThat(text(ask(chat(), question(UNUSUAL)))).isEqualTo(UNUSUAL);
    assertThat(texts(upstream().lastRequest().json())).contains(UNUSUAL);
  }

  @Test
  void the_turns_of_a_conversation_keep_their_order() {
    upstream().enqueue(reply(Answer.text("Rome.")));
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.user("And France?"))
            .message(Message.assistant("It is Paris."))
            .message(Message.user("And Italy?"))
            .build();

    ask(chat(), request);

    assertThat(upstream().lastRequest().text())
        .containsSubsequence("And France?", "It is Paris.", "And Italy?");
  }

  @Test
  void a_request_may_name_another_model() {
    upstream().enqueue(reply(Answer.text("Yes.")));

    ask(chat(), question().withModel("some-other-model"));

    assertThat(upstream().lastRequest().everything()).contains("some-other-model");
  }

  @Test
  void a_request_is_json_without_nulls_and_without_secrets_in_it() {
    upstream().enqueue(asked(), reply(Answer.text("Yes.")));

    ask(chat(), question());

    Received request = upstream().lastRequest();
    assertThat(request.header("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(request.json().toString()).doesNotContain(":null");
    assertThat(request.text() + request.target()).doesNotContain(Dialect.CANARY);
  }

  @Test
  void one_backend_answers_again_and_again() {
    upstream().enqueue(reply(Answer.text("one"))).enqueue(reply(Answer.text("two")));
    var chat = chat();

    assertThat(text(ask(chat, question()))).isEqualTo("one");
    assertThat(text(ask(chat, question()))).isEqualTo("two");
  }

  @TestFactory
  Stream<DynamicTest> what_it_can_do_reaches_the_upstream() {
    return dialect().behaviours().stream()
        .map(behaviour -> dynamicTest(behaviour.name(), () -> carries(behaviour)));
  }

  private void carries(Behaviour behaviour) {
    upstream().enqueue(asked(), reply(Answer.text("Yes.")));
    TestingAttempt attempt = TestingAttempt.unlimited();

    try (ChatStream stream = chat().open(behaviour.request(), attempt)) {
      drain(stream);
    }

    assertThat(upstream().lastRequest().text())
        .as("%s is among the behaviours of the dialect, so the request must say it", behaviour)
        .contains(behaviour.trace());
    assertThat(attempt.notes()).as("what was left out although it was declared").isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> what_it_cannot_do_is_refused_or_noted_and_never_dropped() {
    return Arrays.stream(Behaviour.values())
        .filter(behaviour -> !dialect().behaviours().contains(behaviour))
        .map(behaviour -> dynamicTest(behaviour.name(), () -> refuses(behaviour)));
  }

  private void refuses(Behaviour behaviour) {
    upstream().otherwise(reply(Answer.text("Yes.")));
    TestingAttempt attempt = TestingAttempt.unlimited();
    long before = upstream().requests();
    try (ChatStream stream = chat().open(behaviour.request(), attempt)) {
      drain(stream);
      assertThat(behaviour.advisory())
          .as("%s is none of the behaviours: it must be refused, and was answered", behaviour)
          .isTrue();
      assertThat(attempt.notes()).as("what is left out must be noted").isNotEmpty();
    } catch (BackendException e) {
      hasCode(e, ErrorCode.UNSUPPORTED);
      assertThat(upstream().requests()).as("requests of a refused call").isEqualTo(before);
    }
  }

  @Test
  void capabilities_say_what_it_can_do() {
    var capabilities = backend(context()).capabilities("");

    for (Behaviour behaviour : Behaviour.values()) {
      behaviour
          .capability()
          .ifPresent(
              capability ->
                  assertThat(capabilities.has(capability))
                      .as("%s as in the behaviours of the dialect", capability)
                      .isEqualTo(dialect().behaviours().contains(behaviour)));
    }
  }

  private Expectation asked() {
    return Expectation.post(dialect().target());
  }

  /** All strings in a JSON value, joined: whatever the protocol calls its fields. */
  private static String texts(Json json) {
    return switch (json) {
      case Json.Fields fields -> joined(fields.values().values().stream());
      case Json.Items items -> joined(items.values().stream());
      case Json.Text text -> text.value();
      case Json.Number _, Json.Truth _, Json.Null _ -> "";
    };
  }

  private static String joined(Stream<Json> values) {
    return values.map(ChatContract::texts).collect(Collectors.joining("\u0000"));
  }
}
