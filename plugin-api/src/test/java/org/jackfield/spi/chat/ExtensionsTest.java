package org.jackfield.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jackfield.spi.Extensions;
import org.junit.jupiter.api.Test;

/** A field that the canonical model does not know stays with what it belongs to. */
class ExtensionsTest {
  private static final Extensions MARK = Extensions.NONE.with("cache_control", "{}");

  @Test
  void they_stay_with_their_message_part_and_tool_when_others_come_before_them() {
    Message marked =
        Message.of(Message.Role.USER, List.of(Part.text("Hi").withExtensions(MARK)))
            .withExtensions(Extensions.NONE.with("name", "\"anna\""));
    ChatRequest request =
        ChatRequest.builder()
            .message(marked)
            .tools(List.of(Tool.of("f", "", "{}").withExtensions(MARK).withStrict()))
            .build();

    ChatRequest instructed =
        request.withMessages(List.of(Message.system("Be brief."), request.messages().getFirst()));

    Message moved = instructed.messages().getLast();
    assertThat(moved.extensions().json("name")).contains("\"anna\"");
    assertThat(moved.parts().getFirst().extensions()).isEqualTo(MARK);
    assertThat(instructed.tools().getFirst().extensions()).isEqualTo(MARK);
  }

  @Test
  void two_values_that_differ_only_in_them_are_not_equal() {
    assertThat(Part.text("Hi").withExtensions(MARK)).isNotEqualTo(Part.text("Hi"));
    assertThat(Chunk.text(0, "Hi").withExtensions(MARK)).isNotEqualTo(Chunk.text(0, "Hi"));
  }

  @Test
  void media_of_the_same_bytes_are_equal() {
    assertThat(Media.inline("image/png", new byte[] {1, 2}))
        .isEqualTo(Media.inline("image/png", new byte[] {1, 2}))
        .isNotEqualTo(Media.inline("image/png", new byte[] {1, 3}));
  }

  @Test
  void a_later_field_replaces_one_of_its_name_in_its_place() {
    Extensions both = Extensions.NONE.with("a", "1").with("b", "2");

    assertThat(both.and(Extensions.NONE.with("a", "3")).names()).containsExactly("a", "b");
    assertThat(both.and(Extensions.NONE.with("a", "3")).json("a")).contains("3");
    assertThat(both.without("a")).isEqualTo(Extensions.NONE.with("b", "2"));
    assertThat(both.without("a").without("b")).isSameAs(Extensions.NONE);
  }
}
