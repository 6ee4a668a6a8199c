package org.jackfield.openaiwire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Usage;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.wire.ThinkingSigner;
import org.junit.jupiter.api.Test;

/** Thinking that its model wants back, at a client who sends messages back as they came. */
class SignedThinkingTest {
  private static final Extensions SIGNED = new ThinkingSigner("anthropic", "claude-x").extension();
  private static final Part.Thinking HM = Part.thinking("Hm. So.", "EqQB").withExtensions(SIGNED);
  private static final Part.Thinking SECRET =
      Part.thinking("").withExtensions(SIGNED.with("redacted_thinking", "\"EmwK\""));
  private static final Part CALL = Part.toolCall("toolu_1", "weather", "{\"city\":\"Riga\"}");

  private static final String BLOCKS =
      "{\"anthropic\":{\"model\":\"claude-x\",\"thinking_blocks\":["
          + "{\"type\":\"thinking\",\"thinking\":\"Hm. So.\",\"signature\":\"EqQB\"},"
          + "{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"}]}}";

  private static final List<Chunk> THOUGHT =
      List.of(
          Chunk.start("claude-x-20250101", "msg_1"),
          Chunk.thinking(0, "Hm. "),
          Chunk.thinking(0, "So."),
          Chunk.thinkingSignature(0, "EqQB").withExtensions(SIGNED),
          Chunk.thinking(1, "").withExtensions(SECRET.extensions()));

  private static List<Chunk> then(Chunk... rest) {
    return Stream.concat(THOUGHT.stream(), Arrays.stream(rest)).toList();
  }

  private static final List<Chunk> CALLED =
      then(
          Chunk.toolCall(2, "toolu_1", "weather"),
          Chunk.arguments(2, "{\"city\":\"Riga\"}"),
          Chunk.finish(FinishReason.TOOL_CALLS, Usage.UNKNOWN));

  private static final List<Chunk> SAID =
      then(Chunk.text(2, "Rain."), Chunk.finish(FinishReason.STOP, Usage.UNKNOWN));

  @Test
  void a_tool_call_carries_the_thinking_before_it_streamed_and_whole() {
    assertThat(streamed(CALLED)).contains("\"arguments\":\"\"},\"extra_content\":" + BLOCKS + "}]");
    assertThat(whole(CALLED).at("/tool_calls/0/extra_content").toString()).isEqualTo(BLOCKS);
  }

  @Test
  void a_message_without_calls_carries_it_itself_once() {
    assertThat(streamed(SAID))
        .containsOnlyOnce("extra_content")
        .contains("\"delta\":{\"extra_content\":" + BLOCKS + "}");
    assertThat(whole(SAID).at("/extra_content").toString()).isEqualTo(BLOCKS);
  }

  @Test
  void a_message_that_comes_back_as_it_was_given_has_its_thinking() {
    assertThat(read(whole(CALLED).toString()).parts()).containsExactly(HM, SECRET, CALL);
    assertThat(read(whole(SAID).toString()).parts())
        .containsExactly(HM, SECRET, Part.text("Rain."));
  }

  @Test
  void a_call_alone_brings_its_thinking_back() {
    String call = whole(CALLED).at("/tool_calls").toString();

    assertThat(read("{\"role\":\"assistant\",\"tool_calls\":" + call + "}").parts())
        .containsExactly(HM, SECRET, CALL);
  }

  @Test
  void each_call_has_the_thinking_that_led_to_it() {
    Message message =
        Message.of(
            Message.Role.ASSISTANT,
            List.of(HM, CALL, SECRET, Part.toolCall("toolu_2", "time", "{}")));

    assertThat(read(MessageWriter.element(message)).parts())
        .containsExactlyElementsOf(message.parts());
  }

  @Test
  void what_other_providers_have_there_stays_where_it_was() {
    String google = "{\"google\":{\"thought_signature\":\"S\"}";
    Message message =
        read(
            "{\"role\":\"assistant\",\"content\":\"Hi\",\"extra_content\":"
                + google
                + ","
                + BLOCKS.substring(1)
                + "}");

    assertThat(message.parts()).containsExactly(HM, SECRET, Part.text("Hi"));
    assertThat(message.extensions()).isEqualTo(Extensions.NONE.with("extra_content", google + "}"));
    assertThat(MessageWriter.element(message))
        .contains("\"extra_content\":" + google + "," + BLOCKS.substring(1));
  }

  @Test
  void blocks_of_an_unknown_shape_are_left_alone() {
    String odd = "{\"anthropic\":{\"model\":\"m\",\"thinking_blocks\":[{\"type\":\"new\"}]}}";
    Message message =
        read("{\"role\":\"assistant\",\"content\":\"Hi\",\"extra_content\":" + odd + "}");

    assertThat(message.parts()).containsExactly(Part.text("Hi"));
    assertThat(message.extensions().json("extra_content")).contains(odd);
  }

  @Test
  void thinking_that_nobody_signed_is_only_for_people() {
    List<Chunk> chunks =
        List.of(
            Chunk.thinking(0, "Hm."),
            Chunk.thinkingSignature(0, "of nobody who is known"),
            Chunk.toolCall(1, "c", "f"),
            Chunk.finish(FinishReason.TOOL_CALLS, Usage.UNKNOWN));

    assertThat(streamed(chunks)).contains("reasoning_content").doesNotContain("extra_content");
    assertThat(whole(chunks).find("/extra_content")).isEmpty();
  }

  @Test
  void a_change_elsewhere_keeps_the_thinking_of_the_body() {
    String body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Riga?\"},"
            + whole(CALLED)
            + ",{\"role\":\"tool\",\"tool_call_id\":\"toolu_1\",\"content\":\"Rain\"}]}";
    ChatRequest request = OpenAiRequestBody.read(body.getBytes(UTF_8)).request();
    List<Message> messages = new ArrayList<>(request.messages());
    messages.add(Message.user("Sure?"));
    OpenAiRequestBody spliced =
        OpenAiRequestBody.read(body.getBytes(UTF_8))
            .apply(request.withMessages(messages), Set.of(ChatRequest.Field.MESSAGES));

    assertThat(spliced.request().messages()).isEqualTo(messages);
  }

  @Test
  void a_provider_that_refuses_such_fields_is_sent_none_and_all_else_as_it_came() {
    String plain = "{\"role\":\"user\",  \"content\":\"Riga?\"}";
    String body =
        "{\"model\":\"m\",\"messages\":["
            + plain
            + ","
            + whole(CALLED)
            + ",{\"role\":\"tool\",\"tool_call_id\":\"toolu_1\",\"content\":\"Rain\"},"
            + whole(SAID)
            + "]}";
    ChatRequest request = OpenAiRequestBody.read(body.getBytes(UTF_8)).request();

    ChatRequest without = ExtraContent.without(request);

    String sent = new String(without.wire(Protocol.OPENAI_CHAT).orElseThrow().bytes(), UTF_8);
    assertThat(sent).doesNotContain("extra_content").doesNotContain("EqQB").contains(plain);
    assertThat(without.messages())
        .extracting(Message::parts)
        .startsWith(List.of(Part.text("Riga?")), List.of(CALL))
        .endsWith(List.of(Part.text("Rain.")));
    assertThat(ExtraContent.without(without)).isSameAs(without);
  }

  private static Message read(String json) {
    return MessageReader.read(org.jackfield.wire.Json.tree("[" + json + "]")).getFirst();
  }

  private static String streamed(List<Chunk> chunks) {
    OpenAiStreamEncoder encoder = new OpenAiStreamEncoder("chatcmpl-1", 1, "m", false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks.forEach(chunk -> bytes.writeBytes(encoder.encode(chunk)));
    return bytes.toString(UTF_8);
  }

  private static Json whole(List<Chunk> chunks) {
    OpenAiAnswerEncoder encoder = new OpenAiAnswerEncoder("chatcmpl-1", 1, "m");
    chunks.forEach(encoder::add);
    return Json.parse(new String(encoder.body(), UTF_8)).at("/choices/0/message");
  }
}
