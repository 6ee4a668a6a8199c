package org.jackfield.plugin.gemini;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;
import org.jackfield.wire.ToolArguments;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parts of messages as parts of the API (https://ai.google.dev/api/caching#Part). For one
 * conversation, in order: the result of a tool call needs the name that its call had.
 */
final class GeminiParts {
  private static final String CACHE_CONTROL = "cache_control";
  private static final String SIGNATURE = "thoughtSignature";

  private final Map<String, String> toolNames = new HashMap<>();
  private final String backend;
  private final Attempt attempt;

  GeminiParts(String backend, Attempt attempt) {
    this.backend = backend;
    this.attempt = attempt;
  }

  /** A part of the instructions. */
  ObjectNode instruction(Part part) {
    if (part instanceof Part.Text text) {
      return extended(object().put("text", text.text()), text.extensions());
    }
    throw unsupported("anything but text in instructions");
  }

  /**
   * The message's parts; a signature that a client keeps with the message belongs to its last text,
   * as in Google's OpenAI-compatible API.
   */
  List<Part> parts(Message message) {
    Extensions fields = message.extensions();
    for (String name : fields.names()) {
      if (name.equals(CACHE_CONTROL)) {
        noteCache();
      } else if (!name.equals(ThoughtSignature.FIELD)) {
        throw unsupported("'" + name + "' on a message");
      }
    }
    List<Part> parts = new ArrayList<>(message.parts());
    for (int i = parts.size() - 1; i >= 0 && ThoughtSignature.in(fields).isPresent(); i--) {
      if (parts.get(i) instanceof Part.Text text) {
        String signature = ThoughtSignature.in(fields).orElse("");
        parts.set(
            i, text.withExtensions(ThoughtSignature.extension(signature).and(text.extensions())));
        break;
      }
    }
    return parts;
  }

  /** The part, or none where it says nothing, or several where it says more than one may hold. */
  List<ObjectNode> json(Part part, Message.Role role) {
    return switch (part) {
      case Part.Text text -> text(text);
      case Part.Refusal refusal ->
          List.of(extended(object().put("text", refusal.text()), refusal.extensions()));
      case Part.Image image -> List.of(media(image.media(), image));
      case Part.Audio audio -> List.of(media(audio.media(), audio));
      case Part.Document document -> document(document);
      case Part.ToolCall call -> {
        checkRole(role == Message.Role.ASSISTANT, "A tool call", "an assistant's");
        toolNames.put(call.id(), call.name());
        yield List.of(extended(functionCall(call), call.extensions()));
      }
      case Part.ToolResult result -> {
        checkRole(role == Message.Role.TOOL, "A tool result", "a tool's");
        yield List.of(extended(functionResponse(result), result.extensions()));
      }
      case Part.Thinking thinking -> {
        checkRole(role == Message.Role.ASSISTANT, "Thinking", "an assistant's");
        yield List.of(thought(thinking));
      }
    };
  }

  /** The API refuses empty text, unless a signature came with it. */
  private List<ObjectNode> text(Part.Text text) {
    return text.text().isEmpty() && ThoughtSignature.in(text.extensions()).isEmpty()
        ? List.of()
        : List.of(extended(object().put("text", text.text()), text.extensions()));
  }

  private ObjectNode thought(Part.Thinking thinking) {
    ObjectNode part = object().put("text", thinking.text()).put("thought", true);
    thinking.signature().ifPresent(signature -> part.put(SIGNATURE, signature));
    return extended(part, thinking.extensions());
  }

  /** The API has no field for a name that its models see, so it is said before the document. */
  private List<ObjectNode> document(Part.Document document) {
    ObjectNode data = media(document.media(), document);
    return document.name().isEmpty()
        ? List.of(data)
        : List.of(object().put("text", document.name()), data);
  }

  private ObjectNode media(Media media, Part part) {
    ObjectNode json =
        switch (media) {
          case Media.Inline inline -> object().set("inlineData", inlineData(inline));
          case Media.Remote remote ->
              object().set("fileData", RemoteMedia.fileData(remote, backend));
        };
    return extended(json, part.extensions());
  }

  private static ObjectNode inlineData(Media.Inline inline) {
    return object().put("mimeType", inline.mimeType()).put("data", inline.bytes());
  }

  private static ObjectNode functionCall(Part.ToolCall call) {
    ObjectNode function = object();
    if (!call.id().isEmpty()) {
      function.put("id", call.id());
    }
    function.put("name", call.name());
    function.set("args", Json.tree(ToolArguments.json(call)));
    return object().set("functionCall", function);
  }

  private ObjectNode functionResponse(Part.ToolResult result) {
    String name = toolNames.get(result.id());
    if (name == null) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST,
          "The result of tool call '" + result.id() + "' follows no call of that id.");
    }
    ObjectNode response = object();
    if (!result.id().isEmpty()) {
      response.put("id", result.id());
    }
    response.put("name", name);
    StringBuilder text = new StringBuilder();
    for (Part part : result.content()) {
      switch (part) {
        case Part.Text piece -> text.append(piece.text());
        case Part.Image image -> inResult(response, image.media());
        case Part.Document document -> inResult(response, document.media());
        case Part.Audio _, Part.ToolCall _, Part.ToolResult _, Part.Thinking _, Part.Refusal _ ->
            throw unsupported("anything but text, images and documents in a tool's result");
      }
    }
    response.set("response", ToolOutput.json(text.toString(), result.failed()));
    return object().set("functionResponse", response);
  }

  /** Pictures in a result are for models from Gemini 3 on, and only as bytes. */
  private void inResult(ObjectNode response, Media media) {
    if (!(media instanceof Media.Inline inline)) {
      throw unsupported("media by URL in a tool's result");
    }
    response.withArray("parts").addObject().set("inlineData", inlineData(inline));
  }

  /** The part with its extensions as fields; a signature goes where the API has it. */
  ObjectNode extended(ObjectNode part, Extensions fields) {
    for (String name : fields.names()) {
      if (name.equals(CACHE_CONTROL)) {
        noteCache();
      } else if (!name.equals(ThoughtSignature.FIELD)) {
        if (part.has(name)) {
          throw GeminiRequest.twice(name);
        }
        part.set(name, GeminiRequest.given(fields.json(name).orElse("null"), name));
      } else if (!part.has(SIGNATURE)) {
        ThoughtSignature.in(fields).ifPresent(signature -> part.put(SIGNATURE, signature));
      }
    }
    return part;
  }

  private void noteCache() {
    attempt.note("backend '" + backend + "' caches by itself; 'cache_control' was left out");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
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
