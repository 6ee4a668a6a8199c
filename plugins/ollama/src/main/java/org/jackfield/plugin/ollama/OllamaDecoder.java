package org.jackfield.plugin.ollama;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.wire.Frame;
import org.jackfield.wire.Json;
import org.jackfield.wire.NdjsonReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An answer of Ollama: one JSON object a line, the last with {@code "done":true}
 * (https://docs.ollama.com/api/streaming). The reader owns everything but {@code closed} and the
 * exchange, which any thread may close.
 */
final class OllamaStream implements ChatStream {
  /** What the part that is being written is. */
  private enum Writing {
    NOTHING,
    TEXT,
    THINKING,
    CALL
  }

  private final HttpExchange exchange;
  private final NdjsonReader lines;
  private final String hostPort;
  private final Deque<Chunk> ready = new ArrayDeque<>();
  private volatile boolean closed;
  private Writing writing = Writing.NOTHING;
  private int part = -1;
  private boolean started;
  private boolean called;
  private boolean done;

  OllamaStream(HttpExchange exchange, String hostPort) {
    this.exchange = exchange;
    this.lines = new NdjsonReader(exchange::read);
    this.hostPort = hostPort;
  }

  @Override
  public Chunk next() {
    while (true) {
      if (closed) {
        throw new BackendException(ErrorCode.CANCELLED, "The answer was closed.");
      }
      Chunk chunk = ready.poll();
      if (chunk != null) {
        return chunk;
      }
      if (done) {
        throw new IllegalStateException("The answer is over; its Finish was the last chunk.");
      }
      read(lines.next().orElseThrow(this::endedEarly));
    }
  }

  @Override
  public void close() {
    closed = true;
    exchange.close();
  }

  private BackendException endedEarly() {
    return new BackendException(
        ErrorCode.PROTOCOL,
        "The answer of Ollama at "
            + hostPort
            + " ended without its end: the server or its model"
            + " stopped.");
  }

  private void read(Frame frame) {
    JsonNode line = parsed(frame);
    Optional<String> error = Json.text(line, "error");
    if (error.isPresent()) {
      throw OllamaErrors.inStream(error.get(), hostPort);
    }
    JsonNode message = line.path("message");
    done = line.path("done").asBoolean(false);
    if (!message.isObject() && !done) {
      throw OllamaErrors.notOllama(hostPort, "a line of its stream has no message");
    }
    if (!started) {
      started = true;
      ready.add(Chunk.start(Json.text(line, "model").orElse(""), ""));
    }
    Json.text(message, "thinking").ifPresent(this::thinking);
    Json.text(message, "content").ifPresent(this::text);
    message.path("tool_calls").forEach(this::call);
    if (done) {
      ready.add(Chunk.finish(reason(Json.text(line, "done_reason").orElse("")), usage(line)));
    }
  }

  private JsonNode parsed(Frame frame) {
    try {
      JsonNode line = Json.tree(frame.data(), frame.offset(), frame.length());
      if (line.isObject()) {
        return line;
      }
    } catch (JacksonException e) {
      throw OllamaErrors.notOllama(hostPort, "a line of its stream is not JSON");
    }
    throw OllamaErrors.notOllama(hostPort, "a line of its stream is no JSON object");
  }

  private void thinking(String text) {
    if (!text.isEmpty()) {
      ready.add(Chunk.thinking(part(Writing.THINKING), text));
    }
  }

  private void text(String text) {
    if (!text.isEmpty()) {
      ready.add(Chunk.text(part(Writing.TEXT), text));
    }
  }

  private void call(JsonNode call) {
    JsonNode function = call.path("function");
    String name = Json.text(function, "name").orElse("");
    if (name.isEmpty()) {
      throw OllamaErrors.notOllama(hostPort, "a tool call has no name");
    }
    // Servers before 0.12 give no id; it only has to be unique within the conversation.
    String id = Json.text(call, "id").orElseGet(() -> "call_" + UUID.randomUUID());
    JsonNode arguments = function.path("arguments");
    int at = part(Writing.CALL);
    called = true;
    ready.add(Chunk.toolCall(at, id, name));
    ready.add(Chunk.arguments(at, Json.absent(arguments) ? "{}" : arguments.toString()));
  }

  private int part(Writing kind) {
    if (kind != writing || kind == Writing.CALL) {
      writing = kind;
      part++;
    }
    return part;
  }

  private FinishReason reason(String reason) {
    return switch (reason) {
      case "stop" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      default -> FinishReason.UNKNOWN;
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
