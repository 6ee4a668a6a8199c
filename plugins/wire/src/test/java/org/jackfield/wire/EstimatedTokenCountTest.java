package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Tool;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;

class EstimatedTokenCountTest {
  private static final long EMPTY = tokens(request(Message.user("")));

  @Test
  void every_count_says_that_it_is_an_estimate() {
    ChatRequest request = request(Message.user("Hello")).build();

    assertThat(new EstimatedTokenCount().count(request, TestingAttempt.unlimited()).exact())
        .isFalse();
  }

  @Test
  void text_is_counted_by_the_length_of_its_characters() {
    assertThat(EstimatedTokenCount.text("")).isZero();
    assertThat(EstimatedTokenCount.text("abcd")).isEqualTo(1);
    assertThat(EstimatedTokenCount.text("abcde")).isEqualTo(2);
    assertThat(EstimatedTokenCount.text("привет")).isEqualTo(3);
    assertThat(EstimatedTokenCount.text("你好")).isEqualTo(2);
    assertThat(EstimatedTokenCount.text("😀")).isEqualTo(2);
  }

  /** Common words are a token each in every large vocabulary, and so are marks: 19 here. */
  @Test
  void an_english_sentence_is_near_its_words_and_marks() {
    String sentence =
        "The quick brown fox jumps over the lazy dog, and nobody knows why it always does so.";

    assertThat(EstimatedTokenCount.text(sentence)).isBetween(17L, 25L);
  }

  @Test
  void system_prompt_turns_and_results_all_count() {
    long conversation =
        tokens(
            request(
                Message.system("abcd"),
                Message.user("abcd"),
                Message.of(
                    Message.Role.ASSISTANT,
                    List.of(Part.thinking("x".repeat(400)), Part.toolCall("1", "abcd", "{}"))),
                Message.toolResult("1", "abcd")));

    assertThat(conversation).isEqualTo(EMPTY + 3 * 4 + 1 + 1 + (8 + 1 + 1) + (8 + 1));
  }

  @Test
  void tools_and_the_schema_of_the_answer_count() {
    String schema = "{\"type\":\"object\"}";

    assertThat(tokens(request(Message.user("")).tools(List.of(Tool.of("abcd", "abcd", schema)))))
        .isEqualTo(EMPTY + 8 + 1 + 1 + 5);
    assertThat(
            tokens(
                request(Message.user(""))
                    .responseFormat(ResponseFormat.jsonSchema("a", schema, true))))
        .isEqualTo(EMPTY + 5);
  }

  @Test
  void media_have_flat_figures_and_documents_of_text_are_text() {
    byte[] bytes = "abcd".repeat(20_000).getBytes(StandardCharsets.UTF_8);

    assertThat(media(Part.image(Media.inline("image/png", bytes)))).isEqualTo(765);
    assertThat(media(Part.document(Media.inline("text/plain", bytes), "a.txt"))).isEqualTo(20_000);
    assertThat(media(Part.document(Media.inline("application/pdf", bytes), "a.pdf")))
        .isEqualTo(3_000);
    assertThat(media(Part.audio(Media.inline("audio/mpeg", bytes)))).isEqualTo(80);
  }

  private static long media(Part part) {
    return tokens(request(Message.of(Message.Role.USER, List.of(part)))) - EMPTY;
  }

  private static ChatRequest.Builder request(Message... messages) {
    return ChatRequest.builder().messages(List.of(messages));
  }

  private static long tokens(ChatRequest.Builder request) {
    return EstimatedTokenCount.of(request.build()).tokens();
  }
}
