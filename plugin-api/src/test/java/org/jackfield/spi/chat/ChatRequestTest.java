package org.jackfield.spi.chat;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest.Delivery;
import org.jackfield.spi.chat.ChatRequest.Field;
import org.junit.jupiter.api.Test;

class ChatRequestTest {
  private final AtomicInteger decoded = new AtomicInteger();

  /** A body that counts how often it is decoded and shows what was written anew into it. */
  private final class CountingBody implements WireBody {
    private final String text;

    CountingBody(String text) {
      this.text = text;
    }

    @Override
    public Protocol protocol() {
      return Protocol.OPENAI_CHAT;
    }

    @Override
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public WireBody with(String field, String json) {
      return new CountingBody(text + "+" + field + "=" + json);
    }

    @Override
    public WireBody without(String field) {
      return new CountingBody(text + "-" + field);
    }

    @Override
    public WireBody apply(ChatRequest changed, Set<Field> touched) {
      if (touched.contains(Field.MODEL)) {
        return with("model", changed.model());
      }
      String names = touched.stream().map(field -> "!" + field).sorted().collect(joining());
      return new CountingBody(text + names);
    }

    @Override
    public ChatRequest.Builder decode() {
      decoded.incrementAndGet();
      return ChatRequest.builder().message(Message.user("Hi"));
    }
  }

  private ChatRequest received() {
    return ChatRequest.received(new CountingBody("{}"), "m", Delivery.WHOLE);
  }

  private static String bytes(ChatRequest request) {
    return new String(
        request.wire(Protocol.OPENAI_CHAT).orElseThrow().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_request_knows_whether_a_look_inside_is_free_and_what_its_body_may_say() {
    ChatRequest request = received();
    assertThat(request.decoded()).isFalse();
    assertThat(request.says(Field.SAMPLING)).isTrue();
    assertThat(decoded).hasValue(0);

    assertThat(request.messages()).hasSize(1);

    assertThat(request.decoded()).isTrue();
    ChatRequest built = ChatRequest.builder().message(Message.user("Hi")).build();
    assertThat(built.decoded()).isTrue();
    assertThat(built.says(Field.THINKING)).isTrue();
  }

  @Test
  void a_received_request_is_not_decoded_while_only_its_model_changes() {
    ChatRequest request = received().withModel("other");

    assertThat(bytes(request)).isEqualTo("{}+model=other");
    assertThat(request.model()).isEqualTo("other");
    assertThat(decoded).hasValue(0);
  }

  @Test
  void it_is_decoded_once_for_all_its_copies_and_all_threads() {
    ChatRequest request = received();
    ChatRequest copy = request.withModel("other");

    IntStream.range(0, 100).parallel().forEach(i -> (i % 2 == 0 ? request : copy).messages());

    assertThat(decoded).hasValue(1);
    assertThat(copy.withSampling(Sampling.NONE.withTemperature(0)).messages())
        .isEqualTo(List.of(Message.user("Hi")));
    assertThat(decoded).hasValue(1);
  }

  @Test
  void a_change_is_seen_by_its_copy_alone() {
    ChatRequest request = received();
    ChatRequest cold = request.withSampling(Sampling.NONE.withTemperature(0));

    assertThat(cold.sampling().temperature()).hasValue(0);
    assertThat(request.sampling().temperature()).isEmpty();
  }

  @Test
  void tools_their_choice_and_extensions_can_be_changed_like_the_rest() {
    ChatRequest request = received();
    ChatRequest changed =
        request
            .withTools(List.of(Tool.of("f", "", "{}")))
            .withToolChoice(ToolChoice.required())
            .withExtensions(Extensions.NONE.with("user", "\"u\""));

    assertThat(changed.tools()).containsExactly(Tool.of("f", "", "{}"));
    assertThat(changed.toolChoice()).isEqualTo(ToolChoice.required());
    assertThat(changed.extensions().json("user")).contains("\"u\"");
    assertThat(bytes(changed)).isEqualTo("{}!EXTENSIONS!TOOLS");
    assertThat(request.tools()).isEmpty();
  }

  @Test
  void another_protocol_and_a_request_from_java_have_no_bytes() {
    assertThat(received().wire(Protocol.ANTHROPIC_MESSAGES)).isEmpty();
    assertThat(ChatRequest.builder().message(Message.user("Hi")).build().wire(Protocol.OPENAI_CHAT))
        .isEmpty();
  }

  @Test
  void a_builder_used_again_leaves_what_it_built_alone() {
    ChatRequest.Builder builder = ChatRequest.builder().message(Message.user("one"));
    ChatRequest first = builder.build();
    builder.message(Message.user("two"));

    assertThat(first.messages()).hasSize(1);
  }
}
