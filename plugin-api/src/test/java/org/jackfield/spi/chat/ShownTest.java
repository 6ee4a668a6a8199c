package org.jackfield.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.junit.jupiter.api.Test;

/** Whatever holds a prompt or an answer tells what it is and how large, and never what it says. */
class ShownTest {
  private static final String SAID = "diagnosis";
  private static final Extensions EXTRA = Extensions.NONE.with("name", "\"" + SAID + "\"");
  private static final Media MEDIA =
      Media.inline("image/png", SAID.getBytes(StandardCharsets.UTF_8));

  @Test
  void nothing_that_was_said_is_shown() {
    List<Part> parts =
        List.of(
            Part.text(SAID).withExtensions(EXTRA),
            Part.image(MEDIA),
            Part.image(Media.remote(URI.create("https://x.test/" + SAID + "?key=" + SAID))),
            Part.document(MEDIA, SAID + ".pdf"),
            Part.audio(MEDIA),
            Part.toolCall("id", "look_up", "{\"a\":\"" + SAID + "\"}"),
            Part.toolResult("id", List.of(Part.text(SAID)), true),
            Part.thinking(SAID, SAID),
            Part.refusal(SAID));
    Message message = Message.of(Message.Role.USER, parts).withExtensions(EXTRA);
    List<Chunk> chunks =
        List.of(
            Chunk.text(0, SAID).withExtensions(EXTRA),
            Chunk.thinking(0, SAID),
            Chunk.thinkingSignature(0, SAID),
            Chunk.arguments(0, SAID),
            Chunk.refusal(0, SAID),
            Chunk.other("delta", EXTRA));

    assertThat(message + " " + chunks)
        .doesNotContain(SAID)
        .contains("USER [text of 9 characters with [name of 11 characters], ")
        .contains("image of image/png, 9 bytes", "image of a URL at x.test", "call of 'look_up'")
        .contains("failed result of [text of 9 characters]", "signed thinking of 9 characters");
    assertThat(ChatRequest.builder().model("m").message(message).build())
        .hasToString("request for 'm'");
    assertThat(EmbeddingRequest.of("m", List.of(SAID))).hasToString("1 text for 'm'");
  }
}
