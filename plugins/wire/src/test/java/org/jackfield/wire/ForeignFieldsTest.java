package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.junit.jupiter.api.Test;

class ForeignFieldsTest {
  private final List<String> notes = new ArrayList<>();

  private final Attempt attempt =
      new Attempt() {
        @Override
        public Deadline deadline() {
          return Deadline.NONE;
        }

        @Override
        public boolean cancelled() {
          return false;
        }

        @Override
        public void onCancel(Runnable action) {}

        @Override
        public void note(String remark) {
          notes.add(remark);
        }
      };

  @Test
  void a_field_that_only_advises_is_noted() {
    settle(Map.of("user", "\"u1\""), Set.of());
    settle(Map.of("messages[2].name", "\"anna\""), Set.of());

    assertThat(notes).hasSize(2);
    assertThat(notes.getFirst()).contains("'user'").contains("'b'");
    assertThat(notes.getLast()).contains("'messages[2].name'");
  }

  @Test
  void a_field_that_changes_the_answer_is_refused_by_name() {
    assertThatThrownBy(() -> settle(Map.of("logit_bias", "{\"1\":5}"), Set.of()))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("'logit_bias'");
    assertThatThrownBy(() -> settle(Map.of("messages[0].content[1]", "{}"), Set.of()))
        .hasMessageContaining("messages[0].content[1]");
    assertThatThrownBy(() -> settle(Map.of("n", "2"), Set.of())).hasMessageContaining("'n'");
  }

  @Test
  void a_field_that_asks_for_what_happens_anyway_is_left_out() {
    assertThatCode(
            () ->
                settle(
                    Map.of(
                        "n",
                        "1",
                        "logprobs",
                        "false",
                        "logit_bias",
                        "{}",
                        "modalities",
                        "[\"text\"]"),
                    Set.of()))
        .doesNotThrowAnyException();
    assertThat(notes).isEmpty();
  }

  @Test
  void a_field_that_the_backend_knows_is_its_own_business() {
    settle(Map.of("reasoning_effort", "\"low\""), Set.of("reasoning_effort"));

    assertThat(notes).isEmpty();
  }

  private void settle(Map<String, String> fields, Set<String> known) {
    ForeignFields.settle(Extensions.of(fields), known, "b", attempt);
  }
}
