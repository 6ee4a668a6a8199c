package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Part;
import org.junit.jupiter.api.Test;

class ToolArgumentsTest {
  @Test
  void an_object_stays_as_it_was_written_and_nothing_is_an_empty_one() {
    String exact = "{ \"n\": 1.50, \"big\": 12345678901234567890 }";

    assertThat(ToolArguments.json(Part.toolCall("c", "f", exact))).isEqualTo(exact);
    assertThat(ToolArguments.json(Part.toolCall("c", "f", " "))).isEqualTo("{}");
  }

  @Test
  void what_a_model_wrote_instead_is_refused_by_the_calls_name() {
    for (String wrong : List.of("\"Paris\"", "[1]", "{\"city\":\"Par", "null", "Paris")) {
      assertThatThrownBy(() -> ToolArguments.json(Part.toolCall("call_9", "weather", wrong)))
          .isInstanceOfSatisfying(
              BackendException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
          .hasMessageContainingAll("call_9", "weather");
    }
  }
}
