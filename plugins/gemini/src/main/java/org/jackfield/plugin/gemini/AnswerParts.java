package org.jackfield.plugin.gemini;

import java.util.List;
import java.util.function.Supplier;
import org.jackfield.plugin.gemini.ResponseReader.ReadPart;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * The parts of an answer as chunks. Text and thinking that go on from frame to frame are one part
 * each; a tool call comes whole. One answer, one thread.
 */
final class AnswerParts {
  /** What the last part was, which the next piece may go on with. */
  private enum Kind {
    NONE,
    TEXT,
    THINKING
  }

  private final String subject;
  private Kind open = Kind.NONE;
  private int current = -1;
  private int calls;

  AnswerParts(String subject) {
    this.subject = subject;
  }

  /** How many tools were called. */
  int calls() {
    return calls;
  }

  /**
   * Adds the chunks of a part.
   *
   * @param whole the same part as JSON, asked for when it is nothing that is known
   * @param answerId the API's id of the answer; empty when it has none
   */
  void read(ReadPart part, Supplier<JsonNode> whole, String answerId, List<Chunk> out) {
    if (part.call() != null) {
      call(part.call(), part.signature(), answerId, out);
    } else if (part.text() == null) {
      other(whole.get(), out);
    } else if (part.thought()) {
      thinking(part.text(), part.signature(), out);
    } else {
      text(part.text(), part.signature(), out);
    }
  }

  private void text(String text, String signature, List<Chunk> out) {
    if (text.isEmpty() && signature.isEmpty()) {
      return;
    }
    Chunk piece = Chunk.text(part(Kind.TEXT), text);
    out.add(signature.isEmpty() ? piece : piece.withExtensions(signed(signature)));
  }

  private void thinking(String text, String signature, List<Chunk> out) {
    if (!text.isEmpty()) {
      out.add(Chunk.thinking(part(Kind.THINKING), text));
    }
    if (!signature.isEmpty()) {
      out.add(Chunk.thinkingSignature(part(Kind.THINKING), signature));
    }
  }

  private void call(JsonNode call, String signature, String answerId, List<Chunk> out) {
    String name =
        Json.text(call, "name")
            .orElseThrow(
                () ->
                    new BackendException(
                        ErrorCode.PROTOCOL, subject + " called a tool without a name."));
    int part = part(Kind.NONE);
    String id =
        Json.text(call, "id").filter(text -> !text.isEmpty()).orElseGet(() -> ownId(answerId));
    calls++;
    out.add(Chunk.toolCall(part, id, name).withExtensions(signed(signature)));
    JsonNode arguments = call.path("args");
    out.add(Chunk.arguments(part, arguments.isObject() ? arguments.toString() : "{}"));
  }

  /** Many models give their calls no id; a client needs one to say which result is whose. */
  private String ownId(String answerId) {
    return "call_" + (answerId.isEmpty() ? "" : answerId + "_") + calls;
  }

  /** A picture, code that ran on the server, or something newer than this code. */
  private void other(JsonNode part, List<Chunk> out) {
    open = Kind.NONE;
    String kind = "part";
    for (var field : Json.fields(part)) {
      kind = field.getValue().isObject() ? field.getKey() : kind;
    }
    out.add(Chunk.other(kind, Extensions.NONE.with("part", part.toString())));
  }

  private int part(Kind kind) {
    if (kind == Kind.NONE || kind != open) {
      current++;
    }
    open = kind;
    return current;
  }

  private static Extensions signed(String signature) {
    return signature.isEmpty() ? Extensions.NONE : ThoughtSignature.extension(signature);
  }
}
