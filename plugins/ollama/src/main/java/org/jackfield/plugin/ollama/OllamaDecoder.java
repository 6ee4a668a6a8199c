package org.jackfield.plugin.ollama;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Consumer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.Frame;
import org.jackfield.wire.Json;
import org.jackfield.wire.NativeFinishReason;
import tools.jackson.databind.JsonNode;

/**
 * Reads an answer of Ollama: one JSON object a line, the last with {@code "done":true}
 * (https://docs.ollama.com/api/streaming). One answer, one thread.
 */
final class OllamaDecoder implements AnswerDecoder {
  /** What the part that is being written is. */
  private enum Writing {
    NOTHING,
    TEXT,
    THINKING,
    CALL
  }

  private final String subject;
  private final Consumer<String> unmeasured;
  private Writing writing = Writing.NOTHING;
  private int part = -1;
  private boolean started;
  private boolean called;
  private boolean measured;

  /**
   * A decoder.
   *
   * @param subject names the backend in errors
   * @param unmeasured takes the note that the answer has no log probabilities
   */
  OllamaDecoder(String subject, Consumer<String> unmeasured) {
    this.subject = subject;
    this.unmeasured = unmeasured;
  }

  @Override
  public void read(Frame frame, Queue<Chunk> out) {
    read(object(Json.object(frame)), out);
  }

  /** An answer that is not streamed is one line, and done. */
  @Override
  public void readWhole(byte[] body, Queue<Chunk> out) {
    JsonNode line = object(Json.find(body).filter(JsonNode::isObject));
    read(line, out);
    if (!done(line)) {
      end(out);
    }
  }

  @Override
  public void end(Queue<Chunk> out) {
    throw broken("ended its answer before it was done: the server or its model stopped.");
  }

  private void read(JsonNode line, Queue<Chunk> out) {
    if (!Json.absent(line.get("error"))) {
      throw OllamaErrors.inAnswer(subject, line.path("error"));
    }
    JsonNode message = line.path("message");
    if (!message.isObject() && !done(line)) {
      throw broken("sent a line without a message.");
    }
    if (!started) {
      started = true;
      out.add(Chunk.start(Json.text(line, "model").orElse(""), ""));
    }
    Json.text(message, "thinking").ifPresent(text -> thinking(text, out));
    Json.text(message, "content").ifPresent(text -> text(text, out));
    message.path("tool_calls").forEach(call -> call(call, out));
    logprobs(line.path(Logprobs.FIELD), out);
    if (done(line)) {
      if (!measured) {
        unmeasured.accept(
            "the Ollama server gave no log probabilities; it may be older than 0.12.11");
      }
      out.add(finish(Json.text(line, "done_reason").orElse(""), usage(line)));
    }
  }

  private void logprobs(JsonNode tokens, Queue<Chunk> out) {
    if (tokens.isArray() && !tokens.isEmpty()) {
      measured = true;
      out.add(Chunk.other(Logprobs.FIELD, Logprobs.read(tokens)));
    }
  }

  private static boolean done(JsonNode line) {
    return line.path("done").asBoolean(false);
  }

  private JsonNode object(Optional<JsonNode> json) {
    return json.orElseThrow(() -> broken("sent a line that is no JSON object."));
  }

  private BackendException broken(String how) {
    return new BackendException(ErrorCode.PROTOCOL, subject + " " + how)
        .withHint(OllamaErrors.CHECK_ENDPOINT);
  }

  private void thinking(String text, Queue<Chunk> out) {
    if (!text.isEmpty()) {
      out.add(Chunk.thinking(part(Writing.THINKING), text));
    }
  }

  private void text(String text, Queue<Chunk> out) {
    if (!text.isEmpty()) {
      out.add(Chunk.text(part(Writing.TEXT), text));
    }
  }

  private void call(JsonNode call, Queue<Chunk> out) {
    JsonNode function = call.path("function");
    String name = Json.text(function, "name").orElse("");
    if (name.isEmpty()) {
      throw broken("sent a tool call without a name.");
    }
    // Servers before 0.12 give no id; it only has to be unique within the conversation.
    String id = Json.text(call, "id").orElseGet(() -> "call_" + UUID.randomUUID());
    JsonNode arguments = function.path("arguments");
    int at = part(Writing.CALL);
    called = true;
    out.add(Chunk.toolCall(at, id, name));
    out.add(Chunk.arguments(at, Json.absent(arguments) ? "{}" : arguments.toString()));
  }

  private int part(Writing kind) {
    if (kind != writing || kind == Writing.CALL) {
      writing = kind;
      part++;
    }
    return part;
  }

  private Chunk finish(String word, Usage usage) {
    return switch (word) {
      case "stop" -> Chunk.finish(called ? FinishReason.TOOL_CALLS : FinishReason.STOP, usage);
      case "length" -> Chunk.finish(FinishReason.LENGTH, usage);
      default ->
          Chunk.finish(FinishReason.UNKNOWN, usage)
              .withExtensions(NativeFinishReason.beside(Extensions.NONE, word));
    };
  }

  /** Counts tokens as the last line does; a prompt that was wholly cached has no count. */
  static Usage usage(JsonNode line) {
    OptionalLong input = Json.integer(line, "prompt_eval_count");
    OptionalLong output = Json.integer(line, "eval_count");
    Usage usage = Usage.UNKNOWN;
    if (input.isPresent()) {
      usage = usage.withInput(input.getAsLong()).with(Usage.Origin.REPORTED);
    }
    if (output.isPresent()) {
      usage = usage.withOutput(output.getAsLong()).with(Usage.Origin.REPORTED);
    }
    return usage;
  }
}
