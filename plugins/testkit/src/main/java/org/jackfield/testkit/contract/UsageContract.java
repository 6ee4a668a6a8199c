package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.spi.chat.Usage;
import org.junit.jupiter.api.Test;

/** Tokens are what the upstream says; what nobody said is absent, never 0. */
public abstract class UsageContract extends DialectTest {
  @Test
  void the_upstreams_count_is_reported() {
    upstream()
        .enqueue(reply(Answer.text("Paris.").using(Optional.of(new Answer.Tokens(1234, 56)))));

    Usage usage = finish(ask(chat(), question())).usage();

    assertThat(usage.input()).hasValue(1234);
    assertThat(usage.output()).hasValue(56);
    assertThat(usage.origin()).isEqualTo(Usage.Origin.REPORTED);
  }

  @Test
  void a_count_that_is_missing_is_unknown() {
    upstream().enqueue(reply(Answer.text("Paris.").using(Optional.empty())));

    Usage usage = finish(ask(chat(), question())).usage();

    assertThat(usage.input()).isEmpty();
    assertThat(usage.output()).isEmpty();
    assertThat(usage.origin()).isEqualTo(Usage.Origin.UNKNOWN);
  }

  @Test
  void a_count_of_nothing_is_a_count() {
    upstream().enqueue(reply(Answer.text().using(Optional.of(new Answer.Tokens(3, 0)))));

    Usage usage = finish(ask(chat(), question())).usage();

    assertThat(usage.input()).hasValue(3);
    assertThat(usage.output()).hasValue(0);
  }

  @Test
  void what_is_counted_apart_is_told_and_counted_once_in_every_way_of_answering() {
    Map<Answer.Figure, Long> parts = new EnumMap<>(Answer.Figure.class);
    for (Answer.Figure figure : dialect().figures()) {
      parts.put(figure, tokens(figure));
    }
    Answer answer = Answer.text("Paris.").using(Optional.of(new Answer.Tokens(1000, 90, parts)));
    replies(answer)
        .forEach(
            (way, reply) -> {
              upstream().enqueue(reply);
              told(way, finish(ask(chat(), question())).usage());
            });
  }

  private static long tokens(Answer.Figure figure) {
    return switch (figure) {
      case CACHED -> 800;
      case CACHE_WRITE -> 150;
      case REASONING -> 40;
    };
  }

  private void told(String way, Usage usage) {
    assertThat(usage.input()).as("%s: the whole prompt, cached parts included", way).hasValue(1000);
    assertThat(usage.output()).as("%s: the whole answer, thinking included", way).hasValue(90);
    for (Answer.Figure figure : Answer.Figure.values()) {
      OptionalLong told =
          switch (figure) {
            case CACHED -> usage.cachedInput();
            case CACHE_WRITE -> usage.cacheWrite();
            case REASONING -> usage.reasoning();
          };
      if (dialect().figures().contains(figure)) {
        assertThat(told).as("%s: %s", way, figure).hasValue(tokens(figure));
      } else {
        assertThat(told).as("%s: %s, of which the upstream says nothing", way, figure).isEmpty();
      }
    }
  }

  @Test
  void figures_that_the_upstream_does_not_know_are_absent() {
    upstream().enqueue(reply(Answer.text("Paris.")));

    Usage usage = finish(ask(chat(), question())).usage();

    assertThat(usage.reasoning()).isEmpty();
    assertThat(usage.cachedInput()).isEmpty();
    assertThat(usage.cacheWrite()).isEmpty();
  }
}
