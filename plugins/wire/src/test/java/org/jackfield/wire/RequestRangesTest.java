package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;
import org.junit.jupiter.api.Test;

class RequestRangesTest {
  private static final Sampling NONE = Sampling.NONE;

  @Test
  void theEndsOfEachRangeAreInIt() {
    for (double end : new double[] {0, 1}) {
      Penalties penalties = Penalties.NONE.withPresence(4 * end - 2).withFrequency(4 * end - 2);
      Sampling sampling =
          NONE.withTemperature(2 * end).withTopP(end).withMinP(end).withPenalties(penalties);
      assertThatCode(() -> RequestRanges.check(request(sampling.withTopK(0))))
          .doesNotThrowAnyException();
    }
    assertThatCode(() -> RequestRanges.check(request(NONE))).doesNotThrowAnyException();
  }

  @Test
  void whatIsBeyondIsRefusedWithItsValueAndItsRange() {
    Map.of(
            "'temperature' is 2.5; it must be from 0 to 2", NONE.withTemperature(2.5),
            "'presence_penalty' is 2.1; it must be from -2 to 2",
                NONE.withPenalties(Penalties.NONE.withPresence(2.1)),
            "'frequency_penalty' is -3.0; it must be from -2 to 2",
                NONE.withPenalties(Penalties.NONE.withFrequency(-3)))
        .forEach((message, sampling) -> refused(request(sampling), message));
    refused(
        request(NONE).withLimits(Limits.NONE.withMaxOutputTokens(0)),
        "'max_output_tokens' is 0; it must be 1 or more");
  }

  private static void refused(ChatRequest request, String message) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> RequestRanges.check(request))
        .returns(ErrorCode.INVALID_REQUEST, BackendException::code)
        .withMessageContaining(message);
  }

  private static ChatRequest request(Sampling sampling) {
    return ChatRequest.builder().message(Message.user("Hi")).sampling(sampling).build();
  }
}
