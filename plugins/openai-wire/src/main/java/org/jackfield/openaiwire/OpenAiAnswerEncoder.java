package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Collects an answer into one OpenAI completion, for a client that wants it whole. An upstream's
 * whole answer in the same protocol goes out byte for byte. One answer, one thread.
 */
public final class OpenAiAnswerEncoder {
  private final String id;
  private final long created;
  private String model;
  private byte @Nullable [] whole;
  private Extensions said = Extensions.NONE;
  private final SignedThinking signed = new SignedThinking();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final Map<String, StringBuilder> logprobs = new LinkedHashMap<>();
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
    chunk
        .wire()
        .filter(wire -> wire.protocol() == Protocol.OPENAI_CHAT && wire.whole())
        .ifPresent(wire -> whole = wire.bytes());
    if (whole != null) {
      return;
    }
    switch (chunk) {
      case Chunk.Start start -> model = start.model().isEmpty() ? model : start.model();
      case Chunk.Text piece -> {
        text.append(piece.text());
        said = said.and(piece.extensions());
      }
      case Chunk.Thinking piece -> {
        thinking.append(piece.text());
        signed.add(piece);
      }
      case Chunk.Refusal piece -> refusal.append(piece.text());
      case Chunk.ToolCallStart call ->
          calls.put(call.part(), call.withExtensions(signed.with(call.extensions())));
      case Chunk.ToolCallArguments piece ->
          arguments.computeIfAbsent(piece.part(), part -> new StringBuilder()).append(piece.json());
      case Chunk.Other other ->
          other.extensions().json(OpenAiStreamDecoder.LOGPROBS).ifPresent(this::logprobs);
      case Chunk.Finish end -> finish = end;
    }
  }

  /** Each chunk has those of its tokens: of the text, of the refusal, or of both. */
  private void logprobs(String json) {
    for (Map.Entry<String, JsonNode> list : Json.fields(Json.tree(json))) {
      for (JsonNode token : list.getValue()) {
        StringBuilder all = logprobs.computeIfAbsent(list.getKey(), name -> new StringBuilder());
        all.append(all.isEmpty() ? "" : ",").append(token);
      }
    }
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
        + logprobs()
        + ","
        + FinishReasons.fields(end, !refusal.isEmpty())
        + "}]"
        + UsageFields.json(end.usage()).map(usage -> ",\"usage\":" + usage).orElse("")
        + "}";
  }

  private String logprobs() {
    return logprobs.isEmpty()
        ? "null"
        : logprobs.entrySet().stream()
            .map(list -> Json.quote(list.getKey()) + ":[" + list.getValue() + "]")
            .collect(Collectors.joining(",", "{", "}"));
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
    return json.append(ExtraContent.field(signed.with(said))).append('}').toString();
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
        + "}"
        + ExtraContent.field(call.extensions())
        + "}";
  }
}
