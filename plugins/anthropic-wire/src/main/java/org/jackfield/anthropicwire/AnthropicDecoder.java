package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.Frame;
import org.jackfield.wire.Json;
import org.jackfield.wire.NativeFinishReason;
import org.jackfield.wire.ThinkingSigner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads an answer of the Messages API, event by event or whole, into chunks; each event's raw bytes
 * travel with its first chunk. The finish comes with {@code message_stop}: a body that ends without
 * it, or without a stop reason, is an error. Unknown events and blocks become {@link Chunk.Other}.
 * One answer, one thread.
 */
public final class AnthropicDecoder implements AnswerDecoder {
  /** The extension of thinking that came encrypted, so that it goes back as it came. */
  static final String REDACTED = "redacted_thinking";

  /** Whose signatures these are, where signatures of several are told apart. */
  static final String PROVIDER = "anthropic";

  /** The fields of a whole answer that are read, or say nothing. */
  private static final Set<String> MESSAGE =
      Set.of("id", "type", "role", "content", "model", "stop_reason", "usage");

  private final String subject;

  /** What thinking that only the model takes back has with it; nothing where nobody asks. */
  private final Extensions signed;

  private final Map<Integer, Block> blocks = new HashMap<>();
  private final AnthropicUsage usage = new AnthropicUsage();
  private volatile Usage counted = Usage.UNKNOWN;
  private final List<Chunk> pieces = new ArrayList<>(2);
  private int parts;
  private boolean started;
  private @Nullable String stopReason;

  /** What was said of the end and has no canonical word, such as the stop sequence that was met. */
  private Extensions ending = Extensions.NONE;

  /** A content block: its part, and for a tool call what its arguments are if no piece comes. */
  private static final class Block {
    private final int part;
    private boolean known = true;
    private @Nullable String pendingArguments;

    Block(int part) {
      this.part = part;
    }
  }

  /**
   * A decoder of one answer.
   *
   * @param subject who answers, for errors, such as {@code "Backend 'claude' (claude-x)"}
   */
  public AnthropicDecoder(String subject) {
    this(subject, Extensions.NONE);
  }

  /**
   * A decoder of one answer, for a caller who may have no field for signatures.
   *
   * @param model the model that was asked, which signs its thinking
   */
  AnthropicDecoder(String subject, String model) {
    this(subject, new ThinkingSigner(PROVIDER, model).extension());
  }

  private AnthropicDecoder(String subject, Extensions signed) {
    this.subject = subject;
    this.signed = signed;
  }

  @Override
  public void read(Frame frame, Queue<Chunk> out) {
    JsonNode event = object(Json.object(frame));
    String type = Json.text(event, "type").orElse(frame.name());
    switch (type) {
      case "content_block_delta" -> delta(event);
      case "message_start" -> start(event.path("message"));
      case "content_block_start" ->
          begin(event.path("index").asInt(0), event.path("content_block"));
      case "content_block_stop" -> end(event.path("index").asInt(0));
      case "message_delta" -> {
        stopReason = Json.text(event.path("delta"), "stop_reason").orElse(stopReason);
        ending = ending.and(Beside.of(event.path("delta"), Set.of("stop_reason")));
        count(event.path("usage"));
      }
      case "message_stop" -> pieces.add(finish());
      case "error" -> throw AnthropicErrors.inAnswer(subject, event);
      default -> {
        // A ping, or an event that is newer than this code: its bytes travel on below.
      }
    }
    flush(WireFrame.event(Protocol.ANTHROPIC_MESSAGES, frame.raw()), type, out);
  }

  @Override
  public void readWhole(byte[] body, Queue<Chunk> out) {
    JsonNode message = object(Json.find(body).filter(JsonNode::isObject));
    if (Json.text(message, "type").orElse("").equals("error")) {
      throw AnthropicErrors.inAnswer(subject, message);
    }
    start(message);
    int index = 0;
    for (JsonNode block : message.path("content")) {
      begin(index, block);
      end(index);
      index++;
    }
    stopReason = Json.text(message, "stop_reason").orElse(null);
    ending = Beside.of(message, MESSAGE);
    Chunk finish = finish();
    flush(WireFrame.body(Protocol.ANTHROPIC_MESSAGES, body), "message", out);
    out.add(finish);
  }

  private JsonNode object(Optional<JsonNode> json) {
    return json.orElseThrow(() -> broken("sent an answer that is no JSON object."));
  }

  private BackendException broken(String how) {
    return new BackendException(ErrorCode.PROTOCOL, subject + " " + how);
  }

  private void start(JsonNode message) {
    count(message.path("usage"));
    started = true;
    pieces.add(
        Chunk.start(Json.text(message, "model").orElse(""), Json.text(message, "id").orElse("")));
  }

  private void count(JsonNode figures) {
    usage.update(figures);
    counted = usage.total();
  }

  @Override
  public Usage usage() {
    return counted;
  }

  private void begin(int index, JsonNode content) {
    Block block = new Block(parts++);
    blocks.put(index, block);
    switch (Json.text(content, "type").orElse("")) {
      case "text" -> text(block, Json.text(content, "text").orElse(""));
      case "thinking" -> {
        thinking(block, Json.text(content, "thinking").orElse(""));
        Json.text(content, "signature").ifPresent(signature -> signature(block, signature));
      }
      case REDACTED ->
          pieces.add(
              Chunk.thinking(block.part, "")
                  .withExtensions(signed.with(REDACTED, content.path("data").toString())));
      case "tool_use" -> {
        pieces.add(
            Chunk.toolCall(
                block.part,
                Json.text(content, "id").orElse(""),
                Json.text(content, "name").orElse("")));
        JsonNode input = content.path("input");
        block.pendingArguments = input.isMissingNode() ? "{}" : input.toString();
      }
      default -> {
        block.known = false;
        pieces.add(
            Chunk.other(
                "content_block", Extensions.of(Map.of("content_block", content.toString()))));
      }
    }
  }

  private void delta(JsonNode event) {
    Block block = blocks.get(event.path("index").asInt(0));
    if (block == null) {
      throw broken("sent a piece of a block that did not begin.");
    }
    JsonNode delta = event.path("delta");
    // A call of a tool that the server runs comes in pieces like those of a client's tool.
    switch (block.known ? Json.text(delta, "type").orElse("") : "") {
      case "text_delta" -> text(block, Json.text(delta, "text").orElse(""));
      case "thinking_delta" -> thinking(block, Json.text(delta, "thinking").orElse(""));
      case "signature_delta" ->
          Json.text(delta, "signature").ifPresent(signature -> signature(block, signature));
      case "input_json_delta" -> {
        String json = Json.text(delta, "partial_json").orElse("");
        if (!json.isEmpty()) {
          block.pendingArguments = null;
          pieces.add(Chunk.arguments(block.part, json));
        }
      }
      default -> pieces.add(Chunk.other("delta", Extensions.of(Map.of("delta", delta.toString()))));
    }
  }

  private void text(Block block, String text) {
    if (!text.isEmpty()) {
      pieces.add(Chunk.text(block.part, text));
    }
  }

  private void thinking(Block block, String text) {
    if (!text.isEmpty()) {
      pieces.add(Chunk.thinking(block.part, text));
    }
  }

  private void signature(Block block, String signature) {
    if (!signature.isEmpty()) {
      pieces.add(Chunk.thinkingSignature(block.part, signature).withExtensions(signed));
    }
  }

  private void end(int index) {
    Block block = blocks.get(index);
    if (block != null && block.pendingArguments != null) {
      pieces.add(Chunk.arguments(block.part, block.pendingArguments));
      block.pendingArguments = null;
    }
  }

  private Chunk finish() {
    if (stopReason == null) {
      throw broken("ended its answer without a stop reason.");
    }
    FinishReason reason = StopReasons.read(stopReason);
    Extensions told =
        StopReasons.said(stopReason) ? ending : NativeFinishReason.beside(ending, stopReason);
    return Chunk.finish(reason, counted).withExtensions(told.and(usage.details()));
  }

  /** Only {@code message_stop} ends an answer. */
  @Override
  public void end(Queue<Chunk> out) {
    throw broken("ended its answer without message_stop" + (started ? "." : ", before it began."));
  }

  private void flush(WireFrame wire, String type, Queue<Chunk> out) {
    if (pieces.isEmpty()) {
      pieces.add(Chunk.other(type, Extensions.NONE));
    }
    out.add(pieces.getFirst().withWire(wire));
    for (int i = 1; i < pieces.size(); i++) {
      out.add(pieces.get(i));
    }
    pieces.clear();
  }
}
