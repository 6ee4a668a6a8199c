package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a backend declares, it asks its upstream for in the words of its provider's documents; what
 * it does not declare, it does not do.
 */
public abstract class RequestContract extends DialectTest {
  @TestFactory
  Stream<DynamicTest> what_it_declares_goes_out_in_the_protocols_words_and_nothing_else_does() {
    return Arrays.stream(RequestCase.values())
        .map(asked -> dynamicTest(asked.name(), () -> goes(asked)));
  }

  private void goes(RequestCase asked) {
    boolean declared = backend(context()).capabilities("").features().containsAll(asked.needs());
    Sent sent = declared ? dialect().sent(asked) : Sent.UNKNOWN;
    if (!declared) {
      leavesOut(asked);
    } else if (sent.refused()) {
      refuses(
          asked.request(), asked.needs() + " is declared, but the protocol has no words for it");
    } else {
      assertThat(sent.unknown())
          .as("%s is declared, and the dialect does not know how that is said", asked.needs())
          .isFalse();
      sends(asked, sent);
    }
  }

  private void sends(RequestCase asked, Sent sent) {
    upstream().enqueue(Expectation.post(dialect().target()), answer(asked));
    TestingAttempt attempt = TestingAttempt.unlimited();

    try (ChatStream stream = chat().open(asked.request(), attempt)) {
      drain(stream);
    }

    Received request = upstream().lastRequest();
    sent.check(request.json());
    assertThat(request.json().toString()).doesNotContain(":null");
    if (sent.noted()) {
      assertThat(attempt.notes()).as("notes of what has no words").isNotEmpty();
    } else {
      assertThat(attempt.notes()).as("notes of what was declared and left out").isEmpty();
    }
    if (asked == RequestCase.JSON_SCHEMA) {
      assertThat(request.text()).as("the schema, in its own order").contains(RequestCase.SCHEMA);
    }
  }

  private Reply answer(RequestCase asked) {
    return asked == RequestCase.LOGPROBS && dialect().logprobs().isPresent()
        ? streamed(dialect().logprobs().orElseThrow())
        : reply(Answer.text("Yes."));
  }

  private void leavesOut(RequestCase asked) {
    if (!asked.advisory()) {
      refuses(asked.foreign(), asked.needs() + " is not declared: it must be refused");
      return;
    }
    upstream().enqueue(reply(Answer.text("Yes.")));
    TestingAttempt attempt = TestingAttempt.unlimited();
    try (ChatStream stream = chat().open(asked.foreign(), attempt)) {
      drain(stream);
      assertThat(upstream().lastRequest().text())
          .as("%s is not declared, so the upstream must not be asked for it", asked.needs())
          .doesNotContain(asked.trace());
      assertThat(attempt.notes()).as("what is left out must be noted").isNotEmpty();
    } catch (BackendException e) {
      hasCode(e, ErrorCode.UNSUPPORTED);
      startUpstream();
    }
  }

  private void refuses(ChatRequest request, String why) {
    startUpstream();
    upstream().otherwise(reply(Answer.text("Yes.")));

    BackendException error =
        failure(
            why,
            () -> {
              try (ChatStream stream = chat().open(request, TestingAttempt.unlimited())) {
                drain(stream);
              }
            });

    hasCode(error, ErrorCode.UNSUPPORTED);
    assertThat(questions()).as("questions that were sent although they were refused").isEmpty();
  }

  @Test
  void a_picture_by_url_is_passed_on_or_refused_and_never_fetched() {
    upstream().otherwise(reply(Answer.text("A cat.")));
    Part picture = Part.image(Media.remote(upstream().uri("/cat.png")));
    ChatRequest request =
        ChatRequest.builder().message(Message.of(Message.Role.USER, List.of(picture))).build();

    try (ChatStream stream = chat().open(request, TestingAttempt.unlimited())) {
      drain(stream);
      assertThat(questions())
          .singleElement()
          .extracting(Received::text)
          .asString()
          .contains("/cat.png");
    } catch (BackendException e) {
      hasCode(e, ErrorCode.UNSUPPORTED);
      assertThat(questions()).isEmpty();
    }

    assertThat(upstream().received()).noneMatch(asked -> asked.path().endsWith("/cat.png"));
  }

  /** The chats that reached the upstream. */
  private List<Received> questions() {
    return upstream().received().stream()
        .filter(request -> request.target().equals(dialect().target()))
        .toList();
  }
}
