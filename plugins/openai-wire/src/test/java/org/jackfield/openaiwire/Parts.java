package org.jackfield.openaiwire;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;

/** Parts as text that compares and can be read. */
final class Parts {
  private Parts() {}

  static String of(Message message) {
    return of(message.parts());
  }

  private static String of(List<Part> parts) {
    return parts.stream().map(Parts::of).collect(Collectors.joining("|"));
  }

  private static String of(Part part) {
    return switch (part) {
      case Part.Image image -> "image " + of(image.media());
      case Part.Audio audio -> "audio " + of(audio.media());
      case Part.Document document -> "document " + document.name() + " " + of(document.media());
      case Part.ToolResult result -> "result " + result.id() + of(result.content());
      case Part.Text text -> "text " + text.text();
      case Part.ToolCall call -> "call " + call.id() + " " + call.name() + call.argumentsJson();
      case Part.Thinking thinking -> "thinking " + thinking.text();
      case Part.Refusal refusal -> "refusal " + refusal.text();
    };
  }

  private static String of(Media media) {
    return switch (media) {
      case Media.Inline inline ->
          inline.mimeType() + " " + HexFormat.of().formatHex(inline.bytes());
      case Media.Remote remote -> remote.uri().toString();
    };
  }
}
