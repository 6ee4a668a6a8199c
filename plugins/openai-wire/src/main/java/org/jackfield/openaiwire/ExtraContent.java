package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;
import org.jackfield.wire.ThinkingSigner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The field {@code extra_content} of a message and of its tool calls, in which providers have what
 * OpenAI's JSON has no field for, each under its name: Google's OpenAI-compatible API has the
 * signature there that Gemini wants back
 * (https://ai.google.dev/gemini-api/docs/thought-signatures), which a chunk brings as an extension;
 * {@link SignedThinking} is written there and read back from it.
 *
 * @param thinking what was carried there
 * @param fields the extensions without that
 */
record ExtraContent(List<Part.Thinking> thinking, Extensions fields) {
  static final String FIELD = "extra_content";

  /** The request without such fields; the same one when it has none. */
  static ChatRequest without(ChatRequest request) {
    List<Message> messages = request.messages().stream().map(ExtraContent::without).toList();
    return messages.equals(request.messages()) ? request : request.withMessages(messages);
  }

  private static Message without(Message message) {
    List<Part> parts =
        message.parts().stream()
            .filter(part -> ThinkingSigner.in(part.extensions()).isEmpty())
            .map(part -> part.withExtensions(part.extensions().without(FIELD)))
            .toList();
    return message.withParts(parts).withExtensions(message.extensions().without(FIELD));
  }

  /** The field behind a comma; empty when there is none. */
  static String field(Extensions fields) {
    return fields.json(FIELD).map(",\"extra_content\":"::concat).orElse("");
  }

  /** The extensions with that member in the field, beside those that it has. */
  static Extensions with(Extensions fields, String member) {
    String own = fields.json(FIELD).orElse("{}").strip();
    String inside = own.substring(1, own.length() - 1).strip();
    return fields.with(FIELD, "{" + inside + (inside.isEmpty() ? "" : ",") + member + "}");
  }

  /** What is in the field among these extensions. */
  static ExtraContent read(Extensions fields) {
    JsonNode field = fields.json(FIELD).map(ExtraContent::tree).orElseGet(() -> Json.tree("{}"));
    List<Part.Thinking> thinking = new ArrayList<>();
    StringJoiner rest = new StringJoiner(",", "{", "}");
    rest.setEmptyValue("");
    for (Map.Entry<String, JsonNode> member : Json.fields(field)) {
      Optional<List<Part.Thinking>> blocks = blocks(member.getKey(), member.getValue());
      blocks.ifPresent(thinking::addAll);
      if (blocks.isEmpty()) {
        rest.add(Json.quote(member.getKey()) + ":" + member.getValue());
      }
    }
    if (thinking.isEmpty()) {
      return new ExtraContent(List.of(), fields);
    }
    String left = rest.toString();
    return new ExtraContent(
        thinking, left.isEmpty() ? fields.without(FIELD) : fields.with(FIELD, left));
  }

  private static JsonNode tree(String json) {
    try {
      return Json.tree(json);
    } catch (JacksonException malformed) {
      return Json.tree("{}");
    }
  }

  /** The thinking that a provider's member holds; empty when it is something else. */
  private static Optional<List<Part.Thinking>> blocks(String provider, JsonNode member) {
    Optional<String> model = Json.text(member, SignedThinking.MODEL);
    JsonNode blocks = member.path(SignedThinking.BLOCKS);
    if (model.isEmpty() || !blocks.isArray() || member.size() > 2) {
      return Optional.empty();
    }
    Extensions signed = new ThinkingSigner(provider, model.get()).extension();
    List<Part.Thinking> parts = new ArrayList<>(blocks.size());
    for (JsonNode block : blocks) {
      Optional<Part.Thinking> part = part(block, signed);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      parts.add(part.get());
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
  }

  private static Optional<Part.Thinking> part(JsonNode block, Extensions signed) {
    Optional<String> signature = Json.text(block, SignedThinking.SIGNATURE);
    Optional<String> text = Json.text(block, "thinking");
    if (signature.isPresent() && text.isPresent()) {
      return Optional.of(Part.thinking(text.get(), signature.get()).withExtensions(signed));
    }
    boolean redacted = Json.text(block, "type").orElse("").equals(SignedThinking.REDACTED);
    return Json.text(block, "data")
        .filter(data -> redacted)
        .map(data -> signed.with(SignedThinking.REDACTED, Json.quote(data)))
        .map(fields -> Part.thinking("").withExtensions(fields));
  }
}
