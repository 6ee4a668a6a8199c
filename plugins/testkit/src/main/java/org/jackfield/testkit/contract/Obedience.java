package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Json;

/**
 * Whether a backend does what it says it can. A backend that answers by itself sends nothing that
 * could be looked into, so what counts is the answer.
 *
 * @param behaviours what the backend says it can do
 */
record Obedience(Set<Behaviour> behaviours) {
  private static final int FEW_TOKENS = 2;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");

  /** Copies its set. */
  Obedience {
    behaviours = Set.copyOf(behaviours);
  }

  /** The answer to what asks for JSON is JSON; gives it. */
  Json answersInJson(Chat chat, Behaviour behaviour) {
    String text = DialectTest.text(ask(chat, behaviour.request()));
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(behaviour + " was asked for, and this is no JSON: " + text, e);
    }
  }

  /** The answer to what asks for a schema has the field that the schema requires. */
  void answersBySchema(Chat chat) {
    Json answer = answersInJson(chat, Behaviour.JSON_SCHEMA);

    assertThat(answer.find("/" + Behaviour.JSON_SCHEMA.trace()))
        .as("the required field of %s", answer)
        .containsInstanceOf(Json.Text.class);
  }

  /** The same seed gives the same text. */
  void repeatsWithSeed(Chat chat) {
    ChatRequest request = Behaviour.SEED.request();

    assertThat(DialectTest.text(ask(chat, request)))
        .as("the second answer with the same seed")
        .isEqualTo(DialectTest.text(ask(chat, request)));
  }

  /**
   * An answer that would be long ends at the limit, and says so. A token is at most one word, so
   * words show what a count that the backend reports by itself could hide.
   */
  void endsAtLimit(Chat chat, ChatRequest longRequest) {
    List<Chunk> chunks =
        ask(chat, longRequest.withLimits(longRequest.limits().withMaxOutputTokens(FEW_TOKENS)));
    Chunk.Finish finish = DialectTest.finish(chunks);

    assertThat(DialectTest.text(chunks).strip().split("\\s+"))
        .as("words of an answer limited to %s tokens", FEW_TOKENS)
        .hasSizeLessThanOrEqualTo(FEW_TOKENS);
    assertThat(finish.usage().output().orElse(0))
        .as("output tokens that the usage of an answer limited to %s counts", FEW_TOKENS)
        .isLessThanOrEqualTo(FEW_TOKENS);
    assertThat(finish.reason()).isEqualTo(FinishReason.LENGTH);
  }

  /**
   * A word of an answer, made a stop sequence, ends the answer before it. A backend that takes a
   * seed is held to the text before the word as well; another one may say something else this time.
   */
  void endsBeforeStop(Chat chat) {
    ChatRequest request =
        behaviours.contains(Behaviour.SEED) ? Behaviour.SEED.request() : Behaviour.SYSTEM.request();
    String whole = DialectTest.text(ask(chat, request));
    List<String> words = WORD.matcher(whole).results().map(MatchResult::group).toList();
    assertThat(words).as("words to stop at in the answer \"%s\"", whole).isNotEmpty();
    String stop = words.get(words.size() / 2);

    List<Chunk> chunks = ask(chat, request.withLimits(request.limits().withStop(List.of(stop))));
    String stopped = DialectTest.text(chunks);

    assertThat(stopped).as("an answer with the stop sequence \"%s\"", stop).doesNotContain(stop);
    if (behaviours.contains(Behaviour.SEED)) {
      assertThat(stopped).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(DialectTest.finish(chunks).reason()).isEqualTo(FinishReason.STOP);
    }
  }

  private static List<Chunk> ask(Chat chat, ChatRequest request) {
    try (ChatStream stream = chat.open(request, TestingAttempt.unlimited())) {
      return DialectTest.drain(stream);
    }
  }
}
