package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.Test;

/** Many callers of one backend at once: each gets its own answer. */
public abstract class ConcurrencyContract extends DialectTest {
  private static final int CALLERS = 64;
  private static final Pattern NUMBER = Pattern.compile("number-(\\d+)-");

  @Test
  void each_of_many_callers_gets_its_own_answer() throws Exception {
    Gate gate = Gate.closed();
    upstream().otherwise(request -> Optional.of(echo(request, gate)));
    Chat chat = chat();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String name = "number-" + i + "-";
      answers.add(inBackground(() -> text(ask(chat, question(name)))));
    }

    upstream().awaitRequests(CALLERS);
    gate.release();

    for (int i = 0; i < CALLERS; i++) {
      String name = "number-" + i + "-";
      assertThat(get(answers.get(i))).isEqualTo(name + name + name);
    }
  }

  @Test
  void callers_that_go_away_do_not_disturb_the_others() throws Exception {
    Gate gate = Gate.closed();
    upstream().otherwise(request -> Optional.of(echo(request, gate)));
    Chat chat = chat();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String name = "number-" + i + "-";
      boolean leaves = i % 2 == 0;
      answers.add(
          inBackground(
              () -> {
                try (ChatStream stream = chat.open(question(name), TestingAttempt.unlimited())) {
                  firstContent(stream);
                  return leaves ? "left" : name + text(drain(stream));
                }
              }));
    }

    upstream().awaitAborts(CALLERS / 2);
    gate.release();

    for (int i = 0; i < CALLERS; i++) {
      String name = "number-" + i + "-";
      assertThat(get(answers.get(i))).isEqualTo(i % 2 == 0 ? "left" : name + name + name);
    }
  }

  private Reply echo(Received request, Gate gate) {
    Matcher matcher = NUMBER.matcher(request.text());
    String name = matcher.find() ? matcher.group() : "nobody";
    Frames frames = dialect().frames(Answer.text(name, name, name));
    return begun()
        .chunk(frames.opening())
        .chunk(frames.pieces().get(0))
        .hold(gate)
        .chunk(frames.pieces().get(1))
        .chunk(frames.pieces().get(2))
        .chunk(frames.ending())
        .lastChunk();
  }
}
