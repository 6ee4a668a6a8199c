package org.jackfield.wire;

import java.nio.charset.StandardCharsets;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;

/**
 * Counts tokens without asking anybody, for servers that have no endpoint for it; every {@link
 * Count} says that it is an estimate. Thread-safe.
 *
 * <p>The formula rather says too much than too little, so that a prompt that seems to fit does fit:
 *
 * <ul>
 *   <li>text by the length of its characters in UTF-8: a quarter of a token for one byte (English
 *       is about four characters to a token), half for two (Greek, Cyrillic, accents), one for
 *       three (Chinese, Japanese, Korean), two for four (emoji);
 *   <li>{@value #MESSAGE} tokens around each message, {@value #CALL} around each tool, call or
 *       result, {@value #ANSWER} that begin the answer;
 *   <li>{@value #IMAGE} tokens for an image, which is what OpenAI takes for 1024 × 1024 pixels
 *       (https://platform.openai.com/docs/guides/images-vision); providers differ from 85 to 2,500;
 *   <li>a document in text as its text, any other as {@value #PAGE} tokens for each {@value
 *       #PAGE_BYTES} bytes begun; audio as one for each {@value #SOUND_BYTES} bytes.
 * </ul>
 *
 * <p>Thinking of earlier turns is not counted: templates and providers leave it out.
 */
public final class EstimatedTokenCount implements TokenCount {
  private static final int MESSAGE = 4;
  private static final int CALL = 8;
  private static final int ANSWER = 3;
  private static final int IMAGE = 765;
  private static final int PAGE = 1_500;
  private static final int PAGE_BYTES = 50_000;
  private static final int SOUND_BYTES = 1_000;

  @Override
  public Count count(ChatRequest request, Attempt attempt) {
    return of(request);
  }

  @Override
  public boolean exact() {
    return false;
  }

  /** The estimate of a request's prompt. */
  public static Count of(ChatRequest request) {
    long tokens = ANSWER + format(request.responseFormat());
    for (Message message : request.messages()) {
      tokens += MESSAGE;
      for (Part part : message.parts()) {
        tokens += part(part);
      }
    }
    for (Tool tool : request.tools()) {
      tokens += CALL + text(tool.name()) + text(tool.description()) + text(tool.parametersJson());
    }
    return Count.estimate(tokens);
  }

  /** The estimate of a text, without anything around it. */
  public static long text(String text) {
    long quarters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a surrogate pair is half of two tokens.
      quarters += c < 0x80 ? 1 : c < 0x800 ? 2 : 4;
    }
    return begun(quarters, 4);
  }

  private static long format(ResponseFormat format) {
    return format instanceof ResponseFormat.JsonSchema schema ? text(schema.schemaJson()) : 0;
  }

  private static long part(Part part) {
    return switch (part) {
      case Part.Text text -> text(text.text());
      case Part.Refusal refusal -> text(refusal.text());
      case Part.Thinking thinking -> 0;
      case Part.Image image -> IMAGE;
      case Part.Document document -> document(document.media());
      case Part.Audio audio ->
          audio.media() instanceof Media.Inline inline
              ? begun(inline.bytes().length, SOUND_BYTES)
              : PAGE;
      case Part.ToolCall call -> CALL + text(call.name()) + text(call.argumentsJson());
      case Part.ToolResult result ->
          CALL + result.content().stream().mapToLong(EstimatedTokenCount::part).sum();
    };
  }

  private static long document(Media media) {
    if (!(media instanceof Media.Inline inline)) {
      return PAGE;
    }
    return inline.mimeType().startsWith("text/")
        ? text(new String(inline.bytes(), StandardCharsets.UTF_8))
        : PAGE * begun(inline.bytes().length, PAGE_BYTES);
  }

  /** How many of that size are begun. */
  private static long begun(long amount, int size) {
    return (amount + size - 1) / size;
  }
}
