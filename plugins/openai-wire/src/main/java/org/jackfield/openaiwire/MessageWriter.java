package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;

/** Writes messages in OpenAI's JSON, without nulls. */
final class MessageWriter {
  private final Consumer<String> notes;

  private MessageWriter(Consumer<String> notes) {
    this.notes = notes;
  }

  /** The messages as a JSON array; what cannot be carried over and only advises goes to notes. */
  static String json(List<Message> messages, Consumer<String> notes) {
    MessageWriter writer = new MessageWriter(notes);
    return messages.stream()
        .flatMap(message -> writer.message(message).stream())
        .collect(Collectors.joining(",", "[", "]"));
  }

  private List<String> message(Message message) {
    return switch (message.role()) {
      case SYSTEM, USER -> {
        String role = message.role().name().toLowerCase(Locale.ROOT);
        yield List.of("{\"role\":\"" + role + "\",\"content\":" + content(message.parts()) + "}");
      }
      case ASSISTANT -> List.of(assistant(message.parts()));
      case TOOL -> results(message.parts());
    };
  }

  /** One text is a string; anything else is a list of parts. */
  private static String content(List<Part> parts) {
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
      return Json.quote(text.text());
    }
    if (parts.isEmpty()) {
      return "\"\"";
    }
    return parts.stream().map(MessageWriter::part).collect(Collectors.joining(",", "[", "]"));
  }

  private static String part(Part part) {
    return switch (part) {
      case Part.Text text -> "{\"type\":\"text\",\"text\":" + Json.quote(text.text()) + "}";
      case Part.Image image ->
          "{\"type\":\"image_url\",\"image_url\":{\"url\":"
              + Json.quote(DataUrl.write(image.media()))
              + "}}";
      case Part.Audio audio -> audio(audio.media());
      case Part.Document document -> document(document);
      case Part.Refusal refusal ->
          "{\"type\":\"refusal\",\"refusal\":" + Json.quote(refusal.text()) + "}";
      case Part.ToolCall call -> throw misplaced("A tool call", "an assistant's");
      case Part.ToolResult result -> throw misplaced("A tool result", "a tool's");
      case Part.Thinking thinking -> throw misplaced("Thinking", "an assistant's");
    };
  }

  private static String audio(Media media) {
    if (!(media instanceof Media.Inline inline)) {
      throw unsupported("audio by URL");
    }
    String format =
        switch (inline.mimeType()) {
          case "audio/mpeg", "audio/mp3" -> "mp3";
          case "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
          default -> inline.mimeType().replaceFirst("^audio/", "");
        };
    return "{\"type\":\"input_audio\",\"input_audio\":{\"data\":"
        + Json.quote(DataUrl.encode(inline.bytes()))
        + ",\"format\":"
        + Json.quote(format)
        + "}}";
  }

  private static String document(Part.Document document) {
    if (!(document.media() instanceof Media.Inline)) {
      throw unsupported("a document by URL");
    }
    String name =
        document.name().isEmpty() ? "" : "\"filename\":" + Json.quote(document.name()) + ",";
    return "{\"type\":\"file\",\"file\":{"
        + name
        + "\"file_data\":"
        + Json.quote(DataUrl.write(document.media()))
        + "}}";
  }

  private String assistant(List<Part> parts) {
    List<Part> content = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    StringBuilder refusal = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.ToolCall call -> calls.add(call(call));
        case Part.Refusal refused -> refusal.append(refused.text());
        case Part.Thinking thinking -> notes.accept("thinking of earlier turns was left out");
        case Part.Text text -> content.add(text);
        case Part.Image image -> throw unsupported("an image in an assistant's message");
        case Part.Document document -> throw unsupported("a document in an assistant's message");
        case Part.Audio audio -> throw unsupported("audio in an assistant's message");
        case Part.ToolResult result -> throw misplaced("A tool result", "a tool's");
      }
    }
    StringBuilder json = new StringBuilder("{\"role\":\"assistant\"");
    if (!content.isEmpty() || (calls.isEmpty() && refusal.isEmpty())) {
      json.append(",\"content\":").append(content(content));
    }
    if (!refusal.isEmpty()) {
      json.append(",\"refusal\":").append(Json.quote(refusal.toString()));
    }
    if (!calls.isEmpty()) {
      json.append(",\"tool_calls\":[").append(String.join(",", calls)).append(']');
    }
    return json.append('}').toString();
  }

  private static String call(Part.ToolCall call) {
    return "{\"id\":"
        + Json.quote(call.id())
        + ",\"type\":\"function\",\"function\":{\"name\":"
        + Json.quote(call.name())
        + ",\"arguments\":"
        + Json.quote(call.argumentsJson())
        + "}}";
  }

  private List<String> results(List<Part> parts) {
    List<String> results = new ArrayList<>();
    for (Part part : parts) {
      if (!(part instanceof Part.ToolResult result)) {
        throw InvalidRequest.of("A tool's message holds something that is no tool result.");
      }
      if (result.failed()) {
        notes.accept("that a tool failed is told by its result's text only");
      }
      for (Part piece : result.content()) {
        if (!(piece instanceof Part.Text)) {
          throw unsupported("anything but text in a tool's result");
        }
      }
      results.add(
          "{\"role\":\"tool\",\"tool_call_id\":"
              + Json.quote(result.id())
              + ",\"content\":"
              + content(result.content())
              + "}");
    }
    return results;
  }

  private static BackendException misplaced(String what, String where) {
    return InvalidRequest.of(what + " may only be in " + where + " message.");
  }

  private static BackendException unsupported(String what) {
    return new BackendException(
        ErrorCode.UNSUPPORTED, "OpenAI's chat completions do not support " + what + ".");
  }
}
