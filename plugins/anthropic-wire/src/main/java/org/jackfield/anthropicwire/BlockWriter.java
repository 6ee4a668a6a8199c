package org.jackfield.anthropicwire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Entries;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import org.jackfield.wire.ThinkingSigner;
import org.jackfield.wire.ToolArguments;

/** Writes parts as content blocks, all of what they say, with their extensions. */
final class BlockWriter {
  /** Where the prompt's prefix that is worth caching ends; OpenAI clients send it too. */
  static final String CACHE_CONTROL = "cache_control";

  private BlockWriter() {}

  /**
   * The block of a part.
   *
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} when the API has no block for it
   */
  static String faithful(Part part) {
    return switch (part) {
      case Part.Text text -> text(text.text(), text.extensions());
      case Part.Refusal refusal -> text(refusal.text(), refusal.extensions());
      case Part.Image image ->
          "{\"type\":\"image\",\"source\":" + source(image.media()) + end(image, BlockReader.IMAGE);
      case Part.Document document -> document(document);
      case Part.Audio audio -> throw unsupported("audio");
      case Part.ToolCall call ->
          "{\"type\":\"tool_use\",\"id\":"
              + Json.quote(call.id())
              + ",\"name\":"
              + Json.quote(call.name())
              + ",\"input\":"
              + ToolArguments.json(call)
              + end(call, BlockReader.CALL);
      case Part.ToolResult result -> result(result);
      case Part.Thinking thinking -> thinking(thinking);
    };
  }

  private static String text(String text, Extensions fields) {
    return "{\"type\":\"text\",\"text\":"
        + Json.quote(text)
        + Beside.json(fields, BlockReader.TEXT)
        + "}";
  }

  /** What ends a block: its extensions and its brace. */
  private static String end(Part part, Set<String> known) {
    return Beside.json(part.extensions(), known) + "}";
  }

  private static String source(Media media) {
    return switch (media) {
      case Media.Inline inline ->
          "{\"type\":\"base64\",\"media_type\":"
              + Json.quote(inline.mimeType())
              + ",\"data\":\""
              + Base64.getEncoder().encodeToString(inline.bytes())
              + "\"}";
      case Media.Remote remote ->
          "{\"type\":\"url\",\"url\":" + Json.quote(remote.uri().toString()) + "}";
    };
  }

  private static String document(Part.Document document) {
    String source =
        switch (document.media()) {
          case Media.Inline inline when inline.mimeType().equals("text/plain") ->
              "{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":"
                  + Json.quote(new String(inline.bytes(), StandardCharsets.UTF_8))
                  + "}";
          case Media.Inline inline when inline.mimeType().equals("application/pdf") ->
              source(inline);
          case Media.Inline inline ->
              throw unsupported("documents of type '" + inline.mimeType() + "'");
          case Media.Remote remote -> source(remote);
        };
    String title = document.name().isEmpty() ? "" : ",\"title\":" + Json.quote(document.name());
    return "{\"type\":\"document\",\"source\":"
        + source
        + title
        + end(document, BlockReader.DOCUMENT);
  }

  private static String result(Part.ToolResult result) {
    List<String> content =
        new ArrayList<>(result.content().stream().map(BlockWriter::faithful).toList());
    Entries.insert("content", result.extensions(), content);
    return "{\"type\":\"tool_result\",\"tool_use_id\":"
        + Json.quote(result.id())
        + (content.isEmpty() ? "" : ",\"content\":[" + String.join(",", content) + "]")
        + (result.failed() ? ",\"is_error\":true" : "")
        + end(result, BlockReader.RESULT);
  }

  private static String thinking(Part.Thinking signed) {
    Part.Thinking thinking =
        signed.withExtensions(signed.extensions().without(ThinkingSigner.FIELD));
    Optional<String> redacted = thinking.extensions().json(AnthropicDecoder.REDACTED);
    if (redacted.isPresent()) {
      return "{\"type\":\"redacted_thinking\",\"data\":"
          + RawJson.checked(redacted.get(), "'" + AnthropicDecoder.REDACTED + "'")
          + Beside.json(
              thinking.extensions().without(AnthropicDecoder.REDACTED), BlockReader.REDACTED)
          + "}";
    }
    return "{\"type\":\"thinking\",\"thinking\":"
        + Json.quote(thinking.text())
        + thinking.signature().map(text -> ",\"signature\":" + Json.quote(text)).orElse("")
        + end(thinking, BlockReader.THINKING);
  }

  private static BackendException unsupported(String what) {
    return new BackendException(
        ErrorCode.UNSUPPORTED, "The Messages API does not support " + what + ".");
  }
}
