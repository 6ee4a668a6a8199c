package org.jackfield.plugin.claude;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;
import org.jackfield.wire.ToolArguments;
import tools.jackson.databind.JsonNode;

/** Parts of messages as content blocks. */
final class ClaudeParts {
  /** Where the prompt's prefix that is worth caching ends; OpenAI clients send it too. */
  static final String CACHE_CONTROL = "cache_control";

  private final String backend;
  private final Attempt attempt;

  ClaudeParts(String backend, Attempt attempt) {
    this.backend = backend;
    this.attempt = attempt;
  }

  /** A part of the instructions. */
  Part.Text instruction(Part part) {
    if (part instanceof Part.Text text) {
      return text;
    }
    throw unsupported("anything but text in instructions");
  }

  /** The message's parts, with its own extensions on the last: the API has none on a message. */
  List<Part> parts(Message message) {
    Extensions fields = message.extensions();
    for (String name : fields.names()) {
      if (!name.equals(CACHE_CONTROL)) {
        throw unsupported("'" + name + "' on a message");
      }
    }
    if (fields.isEmpty() || message.parts().isEmpty()) {
      return message.parts();
    }
    List<Part> parts = new ArrayList<>(message.parts());
    Part last = parts.removeLast();
    parts.add(last.withExtensions(fields.and(last.extensions())));
    return parts;
  }

  /**
   * The block of a part with the part's extensions; empty for what the API does not take and loses
   * nothing by.
   */
  Optional<String> block(Part part, Message.Role role) {
    Extensions fields = part.extensions().without(ClaudeDecoder.REDACTED);
    return plain(part, role).map(block -> extended(block, fields));
  }

  /** The JSON object with these fields more. */
  static String extended(String object, Extensions fields) {
    if (fields.isEmpty()) {
      return object;
    }
    JsonNode before = Json.tree(object);
    StringBuilder json = new StringBuilder(object.substring(0, object.length() - 1));
    for (String name : fields.names()) {
      if (before.has(name)) {
        throw new BackendException(
            ErrorCode.INVALID_REQUEST,
            "The field '" + name + "' is there twice: once in the extensions.");
      }
      String value = ClaudeRequest.checked(fields.json(name).orElse("null"), name);
      json.append(',').append(Json.quote(name)).append(':').append(value);
    }
    return json.append('}').toString();
  }

  private Optional<String> plain(Part part, Message.Role role) {
    return switch (part) {
      case Part.Text text ->
          // The API refuses empty text, which says nothing anyway.
          text.text().isEmpty() ? Optional.empty() : Optional.of(text(text.text()));
      case Part.Refusal refusal -> Optional.of(text(refusal.text()));
      case Part.Image image -> Optional.of(image(image.media()));
      case Part.Document document -> Optional.of(document(document));
      case Part.Audio audio -> throw unsupported("audio");
      case Part.ToolCall call -> {
        checkRole(role == Message.Role.ASSISTANT, "A tool call", "an assistant's");
        yield Optional.of(toolUse(call));
      }
      case Part.ToolResult result -> {
        checkRole(role == Message.Role.TOOL, "A tool result", "a tool's");
        yield Optional.of(toolResult(result, role));
      }
      case Part.Thinking thinking -> {
        checkRole(role == Message.Role.ASSISTANT, "Thinking", "an assistant's");
        yield thinking(thinking);
      }
    };
  }

  static String text(String text) {
    return "{\"type\":\"text\",\"text\":" + Json.quote(text) + "}";
  }

  private static String image(Media media) {
    return "{\"type\":\"image\",\"source\":" + source(media) + "}";
  }

  private static String source(Media media) {
    return switch (media) {
      case Media.Inline inline -> {
        String data = Base64.getEncoder().encodeToString(inline.bytes());
        yield "{\"type\":\"base64\",\"media_type\":"
            + Json.quote(inline.mimeType())
            + ",\"data\":\""
            + data
            + "\"}";
      }
      case Media.Remote remote ->
          "{\"type\":\"url\",\"url\":" + Json.quote(remote.uri().toString()) + "}";
    };
  }

  private String document(Part.Document document) {
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
    return "{\"type\":\"document\",\"source\":" + source + title + "}";
  }

  private static String toolUse(Part.ToolCall call) {
    return "{\"type\":\"tool_use\",\"id\":"
        + id(call.id())
        + ",\"name\":"
        + Json.quote(call.name())
        + ",\"input\":"
        + ToolArguments.json(call)
        + "}";
  }

  private String toolResult(Part.ToolResult result, Message.Role role) {
    List<String> content = new ArrayList<>();
    for (Part part : result.content()) {
      if (!(part instanceof Part.Text) && !(part instanceof Part.Image)) {
        throw unsupported("anything but text and images in a tool's result");
      }
      block(part, role).ifPresent(content::add);
    }
    return "{\"type\":\"tool_result\",\"tool_use_id\":"
        + id(result.id())
        + (content.isEmpty() ? "" : ",\"content\":[" + String.join(",", content) + "]")
        + (result.failed() ? ",\"is_error\":true}" : "}");
  }

  /** The API takes letters, digits, '_' and '-'; other servers' ids may hold more. */
  private static String id(String id) {
    return Json.quote(id.isEmpty() ? "call" : id.replaceAll("[^a-zA-Z0-9_-]", "_"));
  }

  private Optional<String> thinking(Part.Thinking thinking) {
    Optional<String> redacted = thinking.extensions().json(ClaudeDecoder.REDACTED);
    if (redacted.isPresent()) {
      String data = ClaudeRequest.checked(redacted.get(), ClaudeDecoder.REDACTED);
      return Optional.of("{\"type\":\"redacted_thinking\",\"data\":" + data + "}");
    }
    Optional<String> signature = thinking.signature();
    if (signature.isEmpty()) {
      attempt.note("thinking without a signature was left out");
      return Optional.empty();
    }
    return Optional.of(
        "{\"type\":\"thinking\",\"thinking\":"
            + Json.quote(thinking.text())
            + ",\"signature\":"
            + Json.quote(signature.get())
            + "}");
  }

  private static void checkRole(boolean good, String what, String where) {
    if (!good) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST, what + " may only be in " + where + " message.");
    }
  }

  private BackendException unsupported(String what) {
    return new BackendException(
        ErrorCode.UNSUPPORTED, "Backend '" + backend + "' does not support " + what + ".");
  }
}
