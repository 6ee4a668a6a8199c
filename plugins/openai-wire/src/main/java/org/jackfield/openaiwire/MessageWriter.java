package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;

/**
 * Writes messages in OpenAI's JSON, without nulls. Their extensions are written where they belong.
 */
final class MessageWriter {
  private final Consumer<String> notes;

  /** Whether thinking goes where the servers have it that take it back. */
  private final boolean thinking;

  private MessageWriter(Consumer<String> notes, boolean thinking) {
    this.notes = notes;
    this.thinking = thinking;
  }

  /** The messages as a JSON array; what cannot be carried over and only advises goes to notes. */
  static String json(List<Message> messages, Consumer<String> notes) {
    MessageWriter writer = new MessageWriter(notes, false);
    return messages.stream()
        .flatMap(message -> writer.message(message).stream())
        .collect(Collectors.joining(",", "[", "]"));
  }

  /**
   * The message as one element, or several, of an array of messages in this protocol already: all
   * of it, thinking too, because what came from there can go back there.
   */
  static String element(Message message) {
    return String.join(",", new MessageWriter(remark -> {}, true).message(message));
  }

  private List<String> message(Message message) {
    return switch (message.role()) {
      case SYSTEM, USER -> {
        String role = message.role().name().toLowerCase(Locale.ROOT);
        yield List.of(
            "{\"role\":\""
                + role
                + "\",\"content\":"
                + content(message.parts(), message.extensions())
                + Fields.json(message.extensions(), MessageReader.SAID)
                + "}");
      }
      case ASSISTANT -> List.of(assistant(message));
      case TOOL -> results(message);
    };
  }

  /** One text and nothing more is a string; anything else is a list of parts. */
  private static String content(List<Part> parts, Extensions fields) {
    List<String> list = new ArrayList<>(parts.stream().map(MessageWriter::part).toList());
    Entries.insert("content", fields, list);
    if (list.isEmpty()) {
      return "\"\"";
    }
    boolean one = list.size() == 1 && parts.size() == 1;
    return one && parts.getFirst() instanceof Part.Text text && text.extensions().isEmpty()
        ? Json.quote(text.text())
        : "[" + String.join(",", list) + "]";
  }

  private static String part(Part part) {
    return switch (part) {
      case Part.Text text -> typed(text, "text", Json.quote(text.text()));
      case Part.Image image ->
          typed(
              image,
              "image_url",
              "{\"url\":"
                  + Json.quote(DataUrl.write(image.media()))
                  + inside(image, "image_url", PartReader.IMAGE)
                  + "}");
      case Part.Audio audio -> audio(audio);
      case Part.Document document -> document(document);
      case Part.Refusal refusal -> typed(refusal, "refusal", Json.quote(refusal.text()));
      case Part.ToolCall call -> throw misplaced("A tool call", "an assistant's");
      case Part.ToolResult result -> throw misplaced("A tool result", "a tool's");
      case Part.Thinking thinking -> throw misplaced("Thinking", "an assistant's");
    };
  }

  /** A part of that type, with what the field of the same name holds and its own extensions. */
  private static String typed(Part part, String type, String value) {
    return "{\"type\":\""
        + type
        + "\",\""
        + type
        + "\":"
        + value
        + Fields.json(part.extensions(), Set.of("type", type))
        + "}";
  }

  private static String inside(Part part, String object, Set<String> known) {
    return Fields.jsonInside(object, part.extensions(), known);
  }

  private static String audio(Part.Audio audio) {
    if (!(audio.media() instanceof Media.Inline inline)) {
      throw unsupported("audio by URL");
    }
    String format =
        switch (inline.mimeType()) {
          case "audio/mpeg", "audio/mp3" -> "mp3";
          case "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
          default -> inline.mimeType().replaceFirst("^audio/", "");
        };
    return typed(
        audio,
        "input_audio",
        "{\"data\":"
            + Json.quote(DataUrl.encode(inline.bytes()))
            + ",\"format\":"
            + Json.quote(format)
            + inside(audio, "input_audio", PartReader.AUDIO)
            + "}");
  }

  private static String document(Part.Document document) {
    if (!(document.media() instanceof Media.Inline)) {
      throw unsupported("a document by URL");
    }
    String name =
        document.name().isEmpty() ? "" : "\"filename\":" + Json.quote(document.name()) + ",";
    return typed(
        document,
        "file",
        "{"
            + name
            + "\"file_data\":"
            + Json.quote(DataUrl.write(document.media()))
            + inside(document, "file", PartReader.FILE)
            + "}");
  }

  private String assistant(Message message) {
    List<Part> content = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    StringBuilder refusal = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    StringBuilder bound = new StringBuilder();
    SignedThinking signed = new SignedThinking();
    for (Part part : message.parts()) {
      switch (part) {
        case Part.ToolCall call -> calls.add(call(call, signed.with(call.extensions())));
        case Part.Refusal refused -> refusal.append(refused.text());
        case Part.Thinking piece -> {
          boolean carried = thinking && signed.add(piece);
          (carried ? bound : thought).append(piece.text());
        }
        case Part.Text text -> content.add(text);
        case Part.Image image -> throw unsupported("an image in an assistant's message");
        case Part.Document document -> throw unsupported("a document in an assistant's message");
        case Part.Audio audio -> throw unsupported("audio in an assistant's message");
        case Part.ToolResult result -> throw misplaced("A tool result", "a tool's");
      }
    }
    Entries.insert("tool_calls", message.extensions(), calls);
    StringBuilder json = new StringBuilder("{\"role\":\"assistant\"");
    String said = content(content, message.extensions());
    if (!said.equals("\"\"") || (calls.isEmpty() && refusal.isEmpty())) {
      json.append(",\"content\":").append(said);
    }
    StringBuilder read = thought.isEmpty() ? bound : thought;
    if (!read.isEmpty()) {
      if (thinking) {
        json.append(",\"reasoning_content\":").append(Json.quote(read.toString()));
      } else {
        notes.accept("thinking of earlier turns was left out");
      }
    }
    if (!refusal.isEmpty()) {
      json.append(",\"refusal\":").append(Json.quote(refusal.toString()));
    }
    if (!calls.isEmpty()) {
      json.append(",\"tool_calls\":[").append(String.join(",", calls)).append(']');
    }
    json.append(Fields.json(signed.with(message.extensions()), MessageReader.WRITTEN));
    return json.append('}').toString();
  }

  private static String call(Part.ToolCall call, Extensions fields) {
    return "{\"id\":"
        + Json.quote(call.id())
        + ",\"type\":\"function\",\"function\":{\"name\":"
        + Json.quote(call.name())
        + ",\"arguments\":"
        + Json.quote(call.argumentsJson())
        + inside(call, "function", Fields.CALLED)
        + "}"
        + Fields.json(fields, Fields.CALL)
        + "}";
  }

  private List<String> results(Message message) {
    List<String> results = new ArrayList<>();
    for (Part part : message.parts()) {
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
              + content(result.content(), message.extensions())
              + Fields.json(message.extensions(), MessageReader.RESULT)
              + Fields.json(result.extensions(), MessageReader.RESULT)
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
