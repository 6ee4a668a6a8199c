package org.jackfield.plugin.gemini;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Usage;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.Frame;
import org.jackfield.wire.Hints;
import org.jackfield.wire.Json;
import org.jackfield.wire.NativeFinishReason;
import org.jackfield.wire.ProviderText;
import org.jackfield.wire.UpstreamError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads an answer of the API, frame by frame or whole, into chunks: every frame is a {@code
 * GenerateContentResponse} of its own. The protocol has no terminator; the frame with a finish
 * reason is the end, and a body that ends without one is an error. One answer, one thread.
 */
final class GeminiDecoder implements AnswerDecoder {
  private final String subject;
  private final AnswerParts parts;
  private final List<Chunk> pieces = new ArrayList<>(2);
  private final ResponseReader response = new ResponseReader();
  private Extensions extensions = Extensions.NONE;
  private String answerId = "";
  private String finishReason = "";
  private boolean started;

  GeminiDecoder(String subject) {
    this.subject = subject;
    this.parts = new AnswerParts(subject);
  }

  @Override
  public void read(Frame frame, Queue<Chunk> out) {
    responses(frame.data(), frame.offset(), frame.length());
    flush(out);
  }

  @Override
  public void readWhole(byte[] body, Queue<Chunk> out) {
    responses(body, 0, body.length);
    flush(out);
    if (finishReason.isEmpty()) {
      end(out);
    }
  }

  @Override
  public void end(Queue<Chunk> out) {
    throw broken(
        "ended its answer without a finish reason" + (started ? "." : ", before it began."));
  }

  /** One response, or a list of them: without events the API streams a list. */
  private void responses(byte[] json, int offset, int length) {
    try (JsonParser parser = Json.parser(json, offset, length)) {
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          int place = count++;
          response(parser, () -> Json.tree(json, offset, length).path(place));
        }
      } else {
        response(parser, () -> Json.tree(json, offset, length));
      }
      if (parser.nextToken() != null) {
        throw noObject();
      }
    } catch (JacksonException notJson) {
      throw noObject();
    }
  }

  /**
   * Reads the response at which the parser stands.
   *
   * @param whole the same as a tree, for what is passed on as it came
   */
  private void response(JsonParser parser, Supplier<JsonNode> whole) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw noObject();
    }
    response.read(parser);
    if (response.error != null) {
      throw GeminiErrors.inAnswer(subject, response.error);
    }
    blocked();
    if (!started && response.hasCandidates) {
      started = true;
      answerId = response.responseId;
      pieces.add(Chunk.start(response.model, answerId));
    }
    for (ResponseReader.ReadPart part : response.parts) {
      parts.read(part, () -> part(whole, part.place()), answerId, pieces);
    }
    if (response.logprobs != null) {
      pieces.add(Chunk.other(Logprobs.FIELD, Logprobs.read(response.logprobs)));
    }
    for (int other : response.others) {
      String candidate = whole.get().path("candidates").path(other).toString();
      pieces.add(Chunk.other("candidate", Extensions.NONE.with("candidate", candidate)));
    }
    extensions = extensions.and(response.told);
    finishReason = response.finishReason.isEmpty() ? finishReason : response.finishReason;
  }

  private JsonNode part(Supplier<JsonNode> whole, int place) {
    JsonNode candidate = whole.get().path("candidates").path(response.chosen);
    return candidate.path("content").path("parts").path(place);
  }

  /**
   * A prompt that the filter stops is answered with the reason, a good status, and no candidate.
   */
  private void blocked() {
    JsonNode feedback = response.feedback;
    if (feedback == null || response.candidates > 0) {
      return;
    }
    Optional<String> reason = Json.text(feedback, "blockReason");
    if (reason.isPresent()) {
      throw new BackendException(
          ErrorCode.CONTENT_FILTERED,
          subject + " blocked the prompt (" + ProviderText.shown(reason.get()) + ").");
    }
  }

  private void flush(Queue<Chunk> out) {
    out.addAll(pieces);
    pieces.clear();
    if (!finishReason.isEmpty()) {
      out.add(finish());
    }
  }

  @Override
  public Usage usage() {
    return response.usage.total();
  }

  private Chunk finish() {
    Optional<ErrorCode> failure = FinishReasons.failure(finishReason);
    if (failure.isPresent()) {
      throw failed(failure.get());
    }
    return Chunk.finish(FinishReasons.read(finishReason, parts.calls() > 0), response.usage.total())
        .withExtensions(NativeFinishReason.beside(extensions, finishReason));
  }

  private BackendException failed(ErrorCode code) {
    BackendException error = UpstreamError.inAnswer(subject, code, finishReason);
    return code == ErrorCode.INVALID_REQUEST
        ? Hints.add(error, "Send each tool call back with its 'extra_content', as it came.")
        : error;
  }

  private BackendException noObject() {
    return broken("sent an answer that is no JSON object.");
  }

  private BackendException broken(String how) {
    return new BackendException(ErrorCode.PROTOCOL, subject + " " + how);
  }
}
