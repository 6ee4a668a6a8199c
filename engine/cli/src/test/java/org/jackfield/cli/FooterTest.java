package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.Reply;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Usage;
import org.junit.jupiter.api.Test;

final class FooterTest {
  private static AttemptReport attempt(String backend, Optional<ErrorCode> error) {
    return new AttemptReport(
        backend, "", error, "", Optional.empty(), Optional.empty(), Duration.ofMillis(1));
  }

  private static Reply reply(Usage usage, long firstMillis, long totalMillis) {
    return new Reply(
        List.of(Part.text("Hi.")),
        FinishReason.STOP,
        usage,
        new Reply.Source(
            "llamacpp",
            "smollm2-135m-instruct",
            "llamacpp:smollm2-135m-instruct",
            1,
            List.of(
                attempt("ollama", Optional.of(ErrorCode.UNAVAILABLE)),
                attempt("ollama", Optional.of(ErrorCode.UNAVAILABLE)),
                attempt("claude", Optional.of(ErrorCode.RATE_LIMITED)),
                attempt("llamacpp", Optional.empty())),
            Optional.empty(),
            List.of()),
        new Reply.Timing(Duration.ofMillis(firstMillis), Duration.ofMillis(totalMillis)),
        Optional.empty(),
        Optional.empty(),
        Extensions.NONE);
  }

  private static ArtifactStore.Item model(String name, String alias, long size) {
    return new ArtifactStore.Item(
        name, List.of(alias), ArtifactKind.MODEL, size, "Apache-2.0", "", Optional.empty());
  }

  @Test
  void tells_who_answered_who_did_not_and_what_it_took() {
    assertThat(Footer.line(reply(Usage.reported(37, 120), 310, 1563)))
        .isEqualTo(
            "llamacpp:smollm2-135m-instruct · fell back from ollama (unavailable)"
                + " · fell back from claude (rate limited) · 37+120 tokens · 95 tok/s"
                + " · first token 0.31 s");
  }

  @Test
  void says_nothing_of_what_nobody_counted() {
    assertThat(Footer.line(reply(Usage.UNKNOWN, 310, 1563)))
        .doesNotContain("tokens")
        .doesNotContain("tok/s")
        .endsWith("first token 0.31 s");
    assertThat(Footer.line(reply(Usage.UNKNOWN.withOutput(5), 310, 1563))).contains("?+5 tokens");
  }

  @Test
  void an_answer_in_one_piece_has_no_speed() {
    assertThat(Footer.tokensPerSecond(reply(Usage.reported(1, 50), 310, 310))).isEmpty();
    assertThat(Footer.tokensPerSecond(reply(Usage.reported(1, 1), 310, 900))).isEmpty();
  }

  @Test
  void a_very_small_model_of_the_catalogue_comes_with_advice() {
    Reply reply = reply(Usage.UNKNOWN, 1, 2);
    assertThat(Footer.smallModel(reply, List.of(model("smollm2-135m-instruct", "x", 98_362_432))))
        .hasValueSatisfying(
            advice ->
                assertThat(advice)
                    .startsWith("smollm2-135m-instruct is a very small model (98.4 MB).")
                    .contains("jackfield models list"));
    assertThat(Footer.smallModel(reply, List.of(model("y", "smollm2-135m-instruct", 98_362_432))))
        .isPresent();
  }

  @Test
  void a_larger_or_unknown_model_comes_without() {
    Reply reply = reply(Usage.UNKNOWN, 1, 2);
    assertThat(
            Footer.smallModel(reply, List.of(model("smollm2-135m-instruct", "x", 4_000_000_000L))))
        .isEmpty();
    assertThat(Footer.smallModel(reply, List.of(model("smollm2-135m-instruct", "x", 0)))).isEmpty();
    assertThat(Footer.smallModel(reply, List.of(model("other", "x", 98_362_432)))).isEmpty();
  }
}
