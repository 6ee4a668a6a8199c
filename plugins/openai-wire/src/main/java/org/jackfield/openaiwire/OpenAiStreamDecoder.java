package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.Frame;
import org.jackfield.wire.Json;
import org.jackfield.wire.NativeFinishReason;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads an answer, frame by frame or whole, into chunks. One answer, one thread.
 *
 * <p>Each frame's raw bytes travel with its first chunk. A frame that says nothing canonical
 * becomes a {@link Chunk.Other}: {@value #USAGE} when it only brings usage, {@value #FINISH} when
 * it only brings the finish reason, {@value #CHOICE} when it belongs to another choice than the
 * first, {@value #FRAME} otherwise. A frame before the answer, such as Azure's with what its filter
 * thinks of the prompt, waits for the one that begins it. Log probabilities come as a {@link
 * Chunk.Other} of kind {@value #LOGPROBS} behind the text they belong to. The {@link Chunk.Finish}
 * comes with {@code [DONE]}, or at the end of the body; {@code [DONE]} alone proves nothing, so
 * without a finish reason both are an error.
 */
public final class OpenAiStreamDecoder implements AnswerDecoder {
  /**
   * Kind of a chunk whose frame brings usage and nothing else: not for clients that did not ask.
   */
  public static final String USAGE = "usage";

  /** Kind of a chunk whose frame brings the finish reason and nothing else. */
  public static final String FINISH = "finish";

  /** Kind of a chunk whose frame belongs to another choice than the first. */
  public static final String CHOICE = "choice";

  /** Kind of a chunk whose frame says nothing. */
  public static final String FRAME = "frame";

  /** Kind of a chunk that has log probabilities, as an extension of that name. */
  public static final String LOGPROBS = "logprobs";

  /** Extension of the finish: how fast llama.cpp was, as it tells. */
  public static final String TIMINGS = "timings";

  private static final int NONE = -1;

  /** Frames that may come before the answer. */
  private static final int MAX_EARLY = 64;

  private final String subject;
  private final Consumer<String> notes;
  private final ChoiceReader choice = new ChoiceReader();
  private final Map<Integer, ToolPart> toolParts = new HashMap<>();
  private final List<Chunk> pieces = new ArrayList<>(4);
  private final List<WireFrame> early = new ArrayList<>(1);

  private boolean started;
  private int parts;
  private int textPart = NONE;
  private int thinkingPart = NONE;
  private int refusalPart = NONE;
  private int lastTool = NONE;
  private @Nullable String finishReason;
  private volatile Usage usage = Usage.UNKNOWN;
  private Extensions measured = Extensions.NONE;

  private @Nullable String id;
  private @Nullable String model;
  private boolean choicesSeen;
  private boolean otherChoice;
  private boolean finishing;
  private boolean usageSeen;
  private boolean unfiltered;

  /**
   * A decoder.
   *
   * @param subject names the backend in errors
   * @param notes takes what the answer says about itself and has no place for
   */
  public OpenAiStreamDecoder(String subject, Consumer<String> notes) {
    this.subject = subject;
    this.notes = notes;
  }

  @Override
  public void read(Frame frame, Queue<Chunk> out) {
    WireFrame wire = WireFrame.event(Protocol.OPENAI_CHAT, frame.raw());
    if (frame.is("[DONE]")) {
      out.add(finish().withWire(wire));
      return;
    }
    read(frame.data(), frame.offset(), frame.length());
    if (!started && pieces.isEmpty() && !finishing && (model == null || model.isEmpty())) {
      if (early.size() == MAX_EARLY) {
        throw broken("begins with " + MAX_EARLY + " frames that say nothing");
      }
      early.add(wire);
      return;
    }
    flush(wire, out);
  }

  @Override
  public void readWhole(byte[] body, Queue<Chunk> out) {
    read(body, 0, body.length);
    flush(WireFrame.body(Protocol.OPENAI_CHAT, body), out);
    out.add(finish());
  }

  /** A body may end without {@code [DONE]}, but not without a finish reason. */
  @Override
  public void end(Queue<Chunk> out) {
    out.add(finish());
  }

  @Override
  public Usage usage() {
    return usage;
  }

  private Chunk.Finish finish() {
    if (finishReason == null) {
      throw new BackendException(
          ErrorCode.PROTOCOL, subject + " ended its answer without a finish reason.");
    }
    FinishReason reason =
        FinishReasons.read(finishReason, !toolParts.isEmpty(), refusalPart != NONE);
    return Chunk.finish(reason, usage)
        .withExtensions(
            reason == FinishReason.UNKNOWN
                ? NativeFinishReason.beside(measured, finishReason)
                : measured);
  }

  private void read(byte[] data, int offset, int length) {
    choicesSeen = false;
    otherChoice = false;
    finishing = false;
    usageSeen = false;
    try (JsonParser parser = Json.parser(data, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw broken("is no JSON object");
      }
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        field(parser, name);
      }
      if (parser.nextToken() != null) {
        throw broken("goes on after its JSON object");
      }
    } catch (JacksonException malformed) {
      throw broken("is not valid JSON");
    }
    if (!choicesSeen && !usageSeen) {
      refuseFlatError(Arrays.copyOfRange(data, offset, offset + length));
    }
  }

  /** Older vLLM sends its errors without the {@code error} around them. */
  private void refuseFlatError(byte[] frame) {
    ErrorBody error = ErrorBody.read(frame);
    if (error.structured()) {
      throw OpenAiErrors.inAnswer(subject, error.fields());
    }
  }

  private BackendException broken(String how) {
    return new BackendException(ErrorCode.PROTOCOL, subject + " sent an answer that " + how + ".");
  }

  private void field(JsonParser parser, String name) {
    JsonToken token = parser.nextToken();
    switch (name) {
      case "choices" -> {
        if (token == JsonToken.START_ARRAY) {
          choices(parser);
        }
      }
      case "usage" -> {
        if (token == JsonToken.START_OBJECT) {
          usage = UsageFields.read(parser);
          usageSeen = true;
        }
      }
      case "prompt_filter_results" -> noteFilter(ContentFilter.failedForPrompt(parser, token));
      // llama.cpp's own: with usage, or with the finish reason where there is none; last one
      // counts.
      case TIMINGS -> {
        if (token == JsonToken.START_OBJECT) {
          measured = measured.with(TIMINGS, Json.tree(parser).toString());
        }
      }
      case "id" -> id = started ? id : text(parser, token);
      case "model" -> model = started ? model : text(parser, token);
      case "error" -> {
        if (token != JsonToken.VALUE_NULL) {
          throw OpenAiErrors.inAnswer(subject, Json.tree(parser));
        }
      }
      default -> parser.skipChildren();
    }
  }

  private static @Nullable String text(JsonParser parser, JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  private void choices(JsonParser parser) {
    choicesSeen = true;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      choice.read(parser);
      if (choice.index != 0) {
        otherChoice = true;
        continue;
      }
      noteFilter(choice.unfiltered);
      if (choice.finishReason != null) {
        finishReason = choice.finishReason;
        finishing = true;
      }
      content();
    }
  }

  private void noteFilter(boolean failed) {
    if (failed && !unfiltered) {
      unfiltered = true;
      notes.accept(subject + " says that its content filter failed: the answer was not filtered");
    }
  }

  private void content() {
    String reasoning = choice.reasoning;
    if (reasoning != null && !reasoning.isEmpty()) {
      thinkingPart = thinkingPart == NONE ? parts++ : thinkingPart;
      pieces.add(Chunk.thinking(thinkingPart, reasoning));
    }
    String content = choice.content;
    if (content != null && !content.isEmpty()) {
      textPart = textPart == NONE ? parts++ : textPart;
      pieces.add(Chunk.text(textPart, content));
    }
    String refusal = choice.refusal;
    if (refusal != null && !refusal.isEmpty()) {
      refusalPart = refusalPart == NONE ? parts++ : refusalPart;
      pieces.add(Chunk.refusal(refusalPart, refusal));
    }
    for (ChoiceReader.ToolDelta tool : choice.tools) {
      tool(tool);
    }
    if (choice.logprobs != null) {
      pieces.add(Chunk.other(LOGPROBS, Extensions.NONE.with(LOGPROBS, choice.logprobs)));
    }
  }

  private void tool(ChoiceReader.ToolDelta tool) {
    String callId = orEmpty(tool.id());
    String name = orEmpty(tool.name());
    int key = tool.index();
    if (key < 0) {
      // No index: a call with an id is a new one, anything else belongs to the last.
      boolean fresh = !callId.isEmpty() || !name.isEmpty() || lastTool == NONE;
      key = fresh ? lastTool + 1 : lastTool;
    }
    lastTool = key;
    ToolPart open = toolParts.get(key);
    if (open == null || open.precedes(callId, name)) {
      open = new ToolPart(parts++, callId);
      toolParts.put(key, open);
      pieces.add(Chunk.toolCall(open.part(), callId, name).withExtensions(tool.extensions()));
    }
    if (!tool.arguments().isEmpty()) {
      pieces.add(Chunk.arguments(open.part(), tool.arguments()));
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** The call that is being written at an index. */
  private record ToolPart(int part, String id) {
    /**
     * Whether a piece at the same index begins another call: Gemini's OpenAI endpoint and some
     * routers give parallel calls one index. The name tells it from a further piece, to which older
     * vLLM gives an id of its own.
     */
    boolean precedes(String nextId, String nextName) {
      return !id.isEmpty() && !nextId.isEmpty() && !nextName.isEmpty() && !id.equals(nextId);
    }
  }

  /**
   * Hands over what a frame said: its bytes go with the first chunk, and a frame without a chunk
   * keeps them all the same. The start is made last, because id and model may come behind the
   * choices.
   */
  private void flush(WireFrame wire, Queue<Chunk> out) {
    if (!started) {
      started = true;
      Chunk start = Chunk.start(model == null ? "" : model, id == null ? "" : id);
      if (early.isEmpty()) {
        pieces.addFirst(start);
      } else {
        out.add(start.withWire(early.getFirst()));
        for (WireFrame further : early.subList(1, early.size())) {
          out.add(Chunk.other(FRAME, Extensions.NONE).withWire(further));
        }
        early.clear();
      }
    }
    if (pieces.isEmpty()) {
      String kind = finishing ? FINISH : usageSeen ? USAGE : otherChoice ? CHOICE : FRAME;
      pieces.add(Chunk.other(kind, Extensions.NONE));
    }
    out.add(pieces.getFirst().withWire(wire));
    for (int i = 1; i < pieces.size(); i++) {
      out.add(pieces.get(i));
    }
    pieces.clear();
  }
}
