package org.jackfield.anthropicwire;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** Reads content blocks; what has no canonical word becomes their extensions. */
final class BlockReader {
  static final Set<String> TEXT = Set.of("type", "text");
  static final Set<String> IMAGE = Set.of("type", "source");
  static final Set<String> DOCUMENT = Set.of("type", "source", "title");
  static final Set<String> CALL = Set.of("type", "id", "name", "input");
  static final Set<String> RESULT = Set.of("type", "tool_use_id", "content", "is_error");
  static final Set<String> THINKING = Set.of("type", "thinking", "signature");
  static final Set<String> REDACTED = Set.of("type", "data");

  private BlockReader() {}

  /** The part; empty for a kind nobody here knows, such as a file that was uploaded before. */
  static Optional<Part> read(JsonNode block, String path) {
    return switch (Json.text(block, "type").orElse("")) {
      case "text" -> Optional.of(known(Part.text(text(block, "text", path)), block, TEXT));
      case "image" ->
          media(block.path("source"), path).map(media -> known(Part.image(media), block, IMAGE));
      case "document" -> document(block, path);
      case "tool_use" -> Optional.of(known(call(block, path), block, CALL));
      case "tool_result" -> Optional.of(result(block, path));
      case "thinking" -> Optional.of(known(thinking(block, path), block, THINKING));
      case AnthropicDecoder.REDACTED ->
          Optional.of(
              Part.thinking("")
                  .withExtensions(
                      Beside.of(block, REDACTED)
                          .with(AnthropicDecoder.REDACTED, block.path("data").toString())));
      default -> Optional.empty();
    };
  }

  private static Part known(Part part, JsonNode block, Set<String> fields) {
    return part.withExtensions(Beside.of(block, fields));
  }

  private static Part thinking(JsonNode block, String path) {
    String text = text(block, "thinking", path);
    return Json.text(block, "signature")
        .map(signature -> Part.thinking(text, signature))
        .orElseGet(() -> Part.thinking(text));
  }

  private static Optional<Part> document(JsonNode block, String path) {
    String title = Json.text(block, "title").orElse("");
    return media(block.path("source"), path)
        .map(media -> known(Part.document(media, title), block, DOCUMENT));
  }

  /** The bytes or the URL; empty for a source of another kind, such as an uploaded file. */
  private static Optional<Media> media(JsonNode source, String path) {
    String where = path + ".source";
    return switch (Json.text(source, "type").orElse("")) {
      case "base64" ->
          Optional.of(
              Media.inline(text(source, "media_type", where), decode(source, where + ".data")));
      case "text" ->
          Optional.of(
              Media.inline(
                  "text/plain", text(source, "data", where).getBytes(StandardCharsets.UTF_8)));
      case "url" -> Optional.of(Media.remote(uri(source, where + ".url")));
      default -> Optional.empty();
    };
  }

  private static byte[] decode(JsonNode source, String path) {
    try {
      return Base64.getDecoder().decode(source.path("data").asString(""));
    } catch (IllegalArgumentException malformed) {
      throw InvalidRequest.field(path, "valid base64");
    }
  }

  private static URI uri(JsonNode source, String path) {
    try {
      URI uri = URI.create(source.path("url").asString(""));
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      throw InvalidRequest.field(path, "a valid URL");
    }
    throw InvalidRequest.field(path, "an absolute URL");
  }

  private static Part call(JsonNode block, String path) {
    JsonNode input = block.path("input");
    return Part.toolCall(
        text(block, "id", path),
        text(block, "name", path),
        Json.absent(input) ? "{}" : input.toString());
  }

  private static Part result(JsonNode block, String path) {
    JsonNode content = block.path("content");
    List<Part> parts = new ArrayList<>();
    Extensions beside = Beside.of(block, RESULT);
    if (content.isString()) {
      parts.add(Part.text(content.stringValue()));
    }
    for (int i = 0; content.isArray() && i < content.size(); i++) {
      String name = Entries.name("content", i);
      Optional<Part> part = read(content.path(i), path + "." + name);
      part.ifPresent(parts::add);
      if (part.isEmpty()) {
        beside = beside.with(name, content.path(i).toString());
      }
    }
    boolean failed = block.path("is_error").asBoolean(false);
    return Part.toolResult(text(block, "tool_use_id", path), parts, failed).withExtensions(beside);
  }

  private static String text(JsonNode node, String field, String path) {
    return Json.text(node, field)
        .orElseThrow(() -> InvalidRequest.type(path + "." + field, "a string"));
  }
}
