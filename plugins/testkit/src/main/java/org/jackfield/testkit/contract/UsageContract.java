package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
  void cached_and_thinking_tokens_are_told_and_counted_once() {
    if (!dialect().tellsTokensApart()) {
      return; // figures_that_the_upstream_does_not_know_are_absent is its test
    }
    upstream()
        .enqueue(
            reply(
                Answer.text("Paris.")
                    .using(
                        Optional.of(
                            new Answer.Tokens(
                                1000, 90, OptionalLong.of(800), OptionalLong.of(40))))));

    Usage usage = finish(ask(chat(), question())).usage();

    assertThat(usage.input()).as("the whole prompt, the cached part included").hasValue(1000);
    assertThat(usage.cachedInput()).as("the part of the prompt from a cache").hasValue(800);
    assertThat(usage.output()).as("the whole answer, thinking included").hasValue(90);
    assertThat(usage.reasoning()).as("the part of the answer that is thinking").hasValue(40);
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
