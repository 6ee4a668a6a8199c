package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.Json;

/**
 * Writes a request that began in Java or in another protocol as OpenAI's JSON. Never writes null.
 * One use each.
 */
public final class OpenAiRequestWriter {
  private final StringBuilder json = new StringBuilder(512);
  private final Set<String> written = new HashSet<>(Set.of("model"));
  private final ChatRequest request;
  private final String limitField;
  private final boolean extendedSampling;
  private final Consumer<String> notes;

  private OpenAiRequestWriter(
      ChatRequest request, String limitField, boolean extendedSampling, Consumer<String> notes) {
    this.request = request;
    this.limitField = limitField;
    this.extendedSampling = extendedSampling;
    this.notes = notes;
  }

  /**
   * The body of a request.
   *
   * @param model the model to name
   * @param stream whether the answer shall be streamed, with its usage
   * @param limitField the spelling of the token limit: {@code max_tokens} or {@code
   *     max_completion_tokens}
   * @param extendedSampling whether the server knows top-k, min-p and a repeat penalty
   * @param notes takes what had to be left out and only advises
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} when OpenAI's JSON cannot say it
   */
  public static byte[] write(
      ChatRequest request,
      String model,
      boolean stream,
      String limitField,
      boolean extendedSampling,
      Consumer<String> notes) {
    OpenAiRequestWriter writer =
        new OpenAiRequestWriter(request, limitField, extendedSampling, notes);
    return writer.body(model, stream).getBytes(StandardCharsets.UTF_8);
  }

  private String body(String model, boolean stream) {
    json.append("{\"model\":").append(Json.quote(model));
    field("messages", MessageWriter.json(request.messages(), notes));
    if (!request.tools().isEmpty()) {
      field("tools", ToolFields.json(request.tools()));
    }
    if (!(request.toolChoice() instanceof ToolChoice.Auto)) {
      field("tool_choice", ToolFields.json(request.toolChoice()));
    }
    if (!(request.responseFormat() instanceof ResponseFormat.Text)) {
      field("response_format", FormatFields.json(request.responseFormat()));
    }
    sampling(request.sampling());
    limits(request.limits());
    if (stream) {
      field("stream", "true");
      field("stream_options", "{\"include_usage\":true}");
    }
    extensions();
    return json.append('}').toString();
  }

  private void sampling(Sampling sampling) {
    field("temperature", sampling.temperature());
    field("top_p", sampling.topP());
    if (sampling.seed().isPresent()) {
      field("seed", Long.toString(sampling.seed().getAsLong()));
    }
    field("presence_penalty", sampling.penalties().presence());
    field("frequency_penalty", sampling.penalties().frequency());
    if (sampling.topK().isPresent()) {
      checkExtended("top_k");
      field("top_k", Integer.toString(sampling.topK().getAsInt()));
    }
    if (sampling.minP().isPresent()) {
      checkExtended("min_p");
      field("min_p", sampling.minP());
    }
    if (sampling.penalties().repeat().isPresent()) {
      checkExtended("a repeat penalty");
      // vLLM and llama.cpp have a word each and ignore the other's.
      field("repetition_penalty", sampling.penalties().repeat());
      field("repeat_penalty", sampling.penalties().repeat());
    }
  }

  private void checkExtended(String what) {
    if (!extendedSampling) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED, "OpenAI's chat completions do not support " + what + ".")
          .withHint("Leave it out of the request and of the profile's sampling.");
    }
  }

  private void limits(Limits limits) {
    if (limits.maxOutputTokens().isPresent()) {
      field(limitField, Integer.toString(limits.maxOutputTokens().getAsInt()));
    }
    List<String> stop = limits.stop();
    if (!stop.isEmpty()) {
      field("stop", LimitFields.json(stop));
    }
  }

  private void extensions() {
    for (String name : request.extensions().names()) {
      ExtensionFields.checkNoRoute(name);
      String value = request.extensions().json(name).orElse("null");
      if (!value.equals("null")) {
        field(name, ToolFields.checked(value, "'" + name + "'"));
      }
    }
  }

  private void field(String name, OptionalDouble value) {
    if (value.isPresent()) {
      double number = value.getAsDouble();
      if (!Double.isFinite(number)) {
        throw InvalidRequest.field(name, "a finite number");
      }
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
      field(name, whole ? Long.toString((long) number) : Double.toString(number));
    }
  }

  private void field(String name, String value) {
    if (!written.add(name)) {
      throw InvalidRequest.of("The field '" + name + "' is there twice: once in the extensions.");
    }
    json.append(',').append(Json.quote(name)).append(':').append(value);
  }
}
