package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;
import org.jackfield.wire.Json;

/**
 * Writes an answer as OpenAI's event stream, for a client of the server. Frames of an upstream that
 * speaks the same protocol go out byte for byte, less the usage that the client did not ask for;
 * chunks of any other upstream are written anew. One answer, one thread.
 */
public final class OpenAiStreamEncoder {
  private static final byte[] NOTHING = new byte[0];
  private static final String DONE = "data: [DONE]\n\n";

  private final String id;
  private final long created;
  private final boolean includeUsage;
  private final Map<Integer, Integer> toolIndexes = new HashMap<>();
  private final SignedThinking signed = new SignedThinking();
  private String model;
  private String prefix = "";
  private boolean raw;
  private boolean begun;
  private boolean refusal;

  /**
   * An encoder.
   *
   * @param id the answer's id, such as {@code chatcmpl-…}
   * @param createdSeconds when, in seconds of the epoch
   * @param model the model to name until the upstream names its own
   * @param includeUsage whether the client asked for a last chunk of usage
   */
  public OpenAiStreamEncoder(String id, long createdSeconds, String model, boolean includeUsage) {
    this.id = id;
    this.created = createdSeconds;
    this.model = model;
    this.includeUsage = includeUsage;
  }

  /** What to send for that chunk: whole events, or nothing. Do not change the bytes. */
  public byte[] encode(Chunk chunk) {
    Optional<WireFrame> wire = chunk.wire();
    if (wire.isPresent() && wire.get().protocol() == Protocol.OPENAI_CHAT && !wire.get().whole()) {
      raw = true;
      boolean unasked =
          !includeUsage
              && chunk instanceof Chunk.Other other
              && other.kind().equals(OpenAiStreamDecoder.USAGE);
      return unasked ? NOTHING : wire.get().bytes();
    }
    if (raw) {
      // Further chunks of a frame that is out already; an upstream that ended without [DONE].
      return chunk instanceof Chunk.Finish ? bytes(DONE) : NOTHING;
    }
    return bytes(written(chunk));
  }

  /** What to send when the answer breaks off: the error and the end. */
  public byte[] error(BackendException error) {
    return OpenAiErrorBody.midStream(error);
  }

  private String written(Chunk chunk) {
    return switch (chunk) {
      case Chunk.Start start -> {
        model = start.model().isEmpty() ? model : start.model();
        yield begin();
      }
      case Chunk.Text text ->
          delta("\"content\":" + Json.quote(text.text()) + ExtraContent.field(text.extensions()));
      case Chunk.Thinking thinking -> {
        signed.add(thinking);
        yield thinking.text().isEmpty()
            ? ""
            : delta("\"reasoning_content\":" + Json.quote(thinking.text()));
      }
      case Chunk.Refusal refused -> {
        refusal = true;
        yield delta("\"refusal\":" + Json.quote(refused.text()));
      }
      case Chunk.ToolCallStart call -> toolCall(call);
      case Chunk.ToolCallArguments arguments ->
          delta(
              "\"tool_calls\":[{\"index\":"
                  + toolIndex(arguments.part())
                  + ",\"function\":{\"arguments\":"
                  + Json.quote(arguments.json())
                  + "}}]");
      case Chunk.Other other ->
          other
              .extensions()
              .json(OpenAiStreamDecoder.LOGPROBS)
              .map(logprobs -> begin() + event("", logprobs))
              .orElse("");
      case Chunk.Finish finish -> end(finish);
    };
  }

  private String toolCall(Chunk.ToolCallStart call) {
    int index = toolIndex(call.part());
    String callId = call.id().isEmpty() ? "call_" + id + "_" + index : call.id();
    return delta(
        "\"tool_calls\":[{\"index\":"
            + index
            + ",\"id\":"
            + Json.quote(callId)
            + ",\"type\":\"function\",\"function\":{\"name\":"
            + Json.quote(call.name())
            + ",\"arguments\":\"\"}"
            + ExtraContent.field(signed.with(call.extensions()))
            + "}]");
  }

  private int toolIndex(int part) {
    return toolIndexes.computeIfAbsent(part, unknown -> toolIndexes.size());
  }

  private String end(Chunk.Finish finish) {
    String extra = ExtraContent.field(signed.with(Extensions.NONE));
    String last =
        begin()
            + (extra.isEmpty() ? "" : event(extra.substring(1)))
            + prefix
            + "[{\"index\":0,\"delta\":{},\"logprobs\":null,"
            + FinishReasons.fields(finish, refusal)
            + "}]"
            + (includeUsage ? ",\"usage\":null" : "")
            + "}\n\n";
    return last + usage(finish.usage()) + DONE;
  }

  private String usage(Usage usage) {
    return includeUsage
        ? UsageFields.json(usage).map(json -> prefix + "[],\"usage\":" + json + "}\n\n").orElse("")
        : "";
  }

  private String delta(String fields) {
    return begin() + event(fields);
  }

  /** The first event, which names the role, once. */
  private String begin() {
    if (begun) {
      return "";
    }
    begun = true;
    prefix =
        "data: {\"id\":"
            + Json.quote(id)
            + ",\"object\":\"chat.completion.chunk\",\"created\":"
            + created
            + ",\"model\":"
            + Json.quote(model)
            + ",\"choices\":";
    return event("\"role\":\"assistant\",\"content\":\"\"");
  }

  private String event(String delta) {
    return event(delta, "null");
  }

  private String event(String delta, String logprobs) {
    return prefix
        + "[{\"index\":0,\"delta\":{"
        + delta
        + "},\"logprobs\":"
        + logprobs
        + ",\"finish_reason\":null}]"
        + (includeUsage ? ",\"usage\":null" : "")
        + "}\n\n";
  }

  private static byte[] bytes(String text) {
    return text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
  }
}
