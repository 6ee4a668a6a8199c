package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireFrame;
import org.jackfield.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Collects an answer into one OpenAI completion, for a client that wants it whole. An upstream's
 * whole answer in the same protocol goes out byte for byte. One answer, one thread.
 */
public final class OpenAiAnswerEncoder {
  private static final byte[] LOGPROBS = "\"logprobs\":{".getBytes(StandardCharsets.US_ASCII);

  private final String id;
  private final long created;
  private String model;
  private byte @Nullable [] whole;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final StringBuilder logprobs = new StringBuilder();
  private final Map<Integer, Chunk.ToolCallStart> calls = new LinkedHashMap<>();
  private final Map<Integer, StringBuilder> arguments = new LinkedHashMap<>();
  private Chunk.@Nullable Finish finish;

  /**
   * An encoder.
   *
   * @param id the answer's id, such as {@code chatcmpl-…}
   * @param createdSeconds when, in seconds of the epoch
   * @param model the model to name until the upstream names its own
   */
  public OpenAiAnswerEncoder(String id, long createdSeconds, String model) {
    this.id = id;
    this.created = createdSeconds;
    this.model = model;
  }

  /** Takes the next chunk; the finish is the last. */
  public void add(Chunk chunk) {
    chunk.wire().filter(wire -> wire.protocol() == Protocol.OPENAI_CHAT).ifPresent(this::frame);
    if (whole != null) {
      return;
    }
    switch (chunk) {
      case Chunk.Start start -> model = start.model().isEmpty() ? model : start.model();
      case Chunk.Text piece -> text.append(piece.text());
      case Chunk.Thinking piece -> thinking.append(piece.text());
      case Chunk.Refusal piece -> refusal.append(piece.text());
      case Chunk.ToolCallStart call -> calls.put(call.part(), call);
      case Chunk.ToolCallArguments piece ->
          arguments.computeIfAbsent(piece.part(), part -> new StringBuilder()).append(piece.json());
      case Chunk.Other other -> {
        // Says nothing that a whole answer has a place for; its frame was looked at above.
      }
      case Chunk.Finish end -> finish = end;
    }
  }

  private void frame(WireFrame wire) {
    if (wire.whole()) {
      whole = wire.bytes();
    } else if (indexOf(wire.bytes(), LOGPROBS) >= 0) {
      logprobs(wire.bytes());
    }
  }

  /** Log probabilities have no canonical word, but are there in the raw frames. */
  private void logprobs(byte[] event) {
    try {
      String text = new String(event, StandardCharsets.UTF_8);
      JsonNode choice = Json.tree(text.substring(text.indexOf('{'))).path("choices").path(0);
      for (JsonNode token : choice.path("logprobs").path("content")) {
        logprobs.append(logprobs.isEmpty() ? "" : ",").append(token);
      }
    } catch (JacksonException manyLines) {
      // An event over several data lines: its figures are an extra that the answer stands without.
      logprobs.setLength(0);
    }
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      int k = 0;
      while (k < wanted.length && bytes[i + k] == wanted[k]) {
        k++;
      }
      if (k == wanted.length) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The completion. Do not change the bytes.
   *
   * @throws IllegalStateException before the finish was added
   */
  public byte[] body() {
    if (whole != null) {
      return whole;
    }
    if (finish == null) {
      throw new IllegalStateException("The answer has not finished.");
    }
    return json(finish).getBytes(StandardCharsets.UTF_8);
  }

  private String json(Chunk.Finish end) {
    return "{\"id\":"
        + Json.quote(id)
        + ",\"object\":\"chat.completion\",\"created\":"
        + created
        + ",\"model\":"
        + Json.quote(model)
        + ",\"choices\":[{\"index\":0,\"message\":"
        + message()
        + ",\"logprobs\":"
        + (logprobs.isEmpty() ? "null" : "{\"content\":[" + logprobs + "]}")
        + ",\"finish_reason\":\""
        + FinishReasons.write(end.reason(), !refusal.isEmpty())
        + "\"}]"
        + UsageFields.json(end.usage()).map(usage -> ",\"usage\":" + usage).orElse("")
        + "}";
  }

  private String message() {
    boolean silent = text.isEmpty() && (!calls.isEmpty() || !refusal.isEmpty());
    StringBuilder json = new StringBuilder("{\"role\":\"assistant\",\"content\":");
    json.append(silent ? "null" : Json.quote(text.toString()));
    json.append(",\"refusal\":");
    json.append(refusal.isEmpty() ? "null" : Json.quote(refusal.toString()));
    if (!thinking.isEmpty()) {
      json.append(",\"reasoning_content\":").append(Json.quote(thinking.toString()));
    }
    if (!calls.isEmpty()) {
      json.append(",\"tool_calls\":[");
      int index = 0;
      for (Chunk.ToolCallStart call : calls.values()) {
        json.append(index == 0 ? "" : ",").append(call(call, index++));
      }
      json.append(']');
    }
    return json.append('}').toString();
  }

  private String call(Chunk.ToolCallStart call, int index) {
    String callId = call.id().isEmpty() ? "call_" + id + "_" + index : call.id();
    String json =
        Optional.ofNullable(arguments.get(call.part())).map(StringBuilder::toString).orElse("{}");
    return "{\"id\":"
        + Json.quote(callId)
        + ",\"type\":\"function\",\"function\":{\"name\":"
        + Json.quote(call.name())
        + ",\"arguments\":"
        + Json.quote(json)
        + "}}";
  }
}
