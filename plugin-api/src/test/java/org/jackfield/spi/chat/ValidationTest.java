package org.jackfield.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.junit.jupiter.api.Test;

/** What cannot be meant is refused where it is said, by field and value. */
class ValidationTest {
  @Test
  void a_limit_below_zero_or_an_empty_stop_is_refused() {
    refused(() -> Limits.NONE.withMaxOutputTokens(-3), "'max_output_tokens' is -3");
    refused(() -> Limits.NONE.withStop(List.of("END", "")), "'stop[1]' is empty");
    assertThat(Limits.NONE.withMaxOutputTokens(0).maxOutputTokens()).hasValue(0);
  }

  @Test
  void sampling_that_is_no_number_or_out_of_its_range_is_refused() {
    refused(() -> Sampling.NONE.withTemperature(Double.NaN), "'temperature' is NaN");
    refused(() -> Sampling.NONE.withTemperature(-0.1), "'temperature' is -0.1");
    refused(
        () -> Sampling.NONE.withTemperature(Double.POSITIVE_INFINITY), "'temperature' is Infinity");
    refused(() -> Sampling.NONE.withTopP(1.5), "'top_p' is 1.5");
    refused(() -> Sampling.NONE.withMinP(Double.NaN), "'min_p' is NaN");
    refused(() -> Sampling.NONE.withTopK(-1), "'top_k' is -1");
    assertThat(Sampling.NONE.withTopP(1).withMinP(0).withTopK(0).topP()).hasValue(1);
  }

  @Test
  void a_penalty_that_is_no_number_is_refused() {
    refused(() -> Penalties.NONE.withRepeat(0), "'repeat_penalty' is 0.0");
    refused(() -> Penalties.NONE.withRepeat(Double.NaN), "'repeat_penalty' is NaN");
    refused(() -> Penalties.NONE.withPresence(Double.NaN), "'presence_penalty' is NaN");
    refused(
        () -> Penalties.NONE.withFrequency(Double.NEGATIVE_INFINITY),
        "'frequency_penalty' is -Infinity");
    assertThat(Penalties.NONE.withPresence(-2).presence()).hasValue(-2);
  }

  @Test
  void nothing_to_embed_is_refused() {
    refused(() -> EmbeddingRequest.of("m", List.of()), "'texts' is empty");
    refused(() -> EmbeddingRequest.of("m", List.of("a")).withDimensions(0), "'dimensions' is 0");
  }

  @Test
  void a_request_without_messages_is_refused_however_it_is_made() {
    refused(() -> ChatRequest.builder().model("m").build(), "'messages' is empty");
    ChatRequest request = ChatRequest.builder().message(Message.user("Hi")).build();
    refused(() -> request.withMessages(List.of()), "'messages' is empty");
  }

  @Test
  void a_draft_is_one_until_it_gets_its_messages() {
    ChatRequest draft = ChatRequest.builder().model("m").draft();

    assertThat(draft.draft()).isTrue();
    assertThat(draft.withModel("n").withSampling(Sampling.NONE.withTopK(1)).draft()).isTrue();
    assertThat(draft.withMessages(List.of(Message.user("Hi"))).draft()).isFalse();
    assertThat(ChatRequest.builder().message(Message.user("Hi")).draft().draft()).isFalse();
  }

  @Test
  void a_count_below_zero_is_the_backends_doing() {
    assertThatThrownBy(() -> Usage.reported(3, -1))
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL))
        .hasMessageContaining("-1 tokens of output");
  }

  private static void refused(ThrowingCallable saying, String what) {
    assertThatThrownBy(saying)
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(what).startsWith("'" + error.parameter().orElse("") + "'");
            })
        .hasMessageContaining(what);
  }
}
