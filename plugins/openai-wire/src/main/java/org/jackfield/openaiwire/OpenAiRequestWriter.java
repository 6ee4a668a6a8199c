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
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;

/**
 * Writes a request that began in Java or in another protocol as OpenAI's JSON. Never writes null.
 * One use each.
 */
public final class OpenAiRequestWriter {
  private final StringBuilder json = new StringBuilder(512);
  private final Set<String> written = new HashSet<>(Set.of("model"));
  private final ChatRequest request;
  private final OpenAiEndpoint endpoint;
  private final Consumer<String> notes;

  private OpenAiRequestWriter(
      ChatRequest request, OpenAiEndpoint endpoint, Consumer<String> notes) {
    this.request = request;
    this.endpoint = endpoint;
    this.notes = notes;
  }

  /**
   * The body of a request.
   *
   * @param model the model to name; none when empty
   * @param stream whether the answer shall be streamed, with its usage
   * @param endpoint the server, for what it has its own words for
   * @param notes takes what had to be left out and only advises
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} when OpenAI's JSON cannot say it
   */
  public static byte[] write(
      ChatRequest request,
      String model,
      boolean stream,
      OpenAiEndpoint endpoint,
      Consumer<String> notes) {
    OpenAiRequestWriter writer = new OpenAiRequestWriter(request, endpoint, notes);
    return writer.body(model, stream).getBytes(StandardCharsets.UTF_8);
  }

  private String body(String model, boolean stream) {
    json.append('{');
    if (!model.isEmpty()) {
      json.append("\"model\":").append(Json.quote(model));
    }
    field("messages", MessageWriter.json(request.messages(), notes));
    if (!request.tools().isEmpty()) {
      field("tools", ToolFields.json(request.tools()));
    }
    if (!(request.toolChoice() instanceof ToolChoice.Auto)) {
      field("tool_choice", ToolFields.json(request.toolChoice()));
    }
    if (!(request.responseFormat() instanceof ResponseFormat.Text)) {
      field("response_format", FormatFields.json(request.responseFormat(), endpoint.formatField()));
    }
    sampling(request.sampling());
    limits(request.limits());
    ThinkingFields.json(request.thinking())
        .ifPresent(effort -> field(ThinkingFields.EFFORT, effort));
    if (request.thinking().off() && endpoint.templateThinking()) {
      field(
          ThinkingFields.TEMPLATE,
          ThinkingFields.templateOff(request.extensions().json(ThinkingFields.TEMPLATE)));
    }
    if (stream) {
      field("stream", "true");
      field(
          StreamOptions.FIELD,
          StreamOptions.withUsage(request.extensions().json(StreamOptions.FIELD)));
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
      endpoint.repeatFields().forEach(name -> field(name, sampling.penalties().repeat()));
    }
  }

  private void checkExtended(String what) {
    if (!endpoint.extendedSampling()) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED, "OpenAI's chat completions do not support " + what + ".")
          .withHint("Leave it out of the request and of the profile's sampling.");
    }
  }

  private void limits(Limits limits) {
    if (limits.maxOutputTokens().isPresent()) {
      field(endpoint.limitField().json(), Integer.toString(limits.maxOutputTokens().getAsInt()));
    }
    List<String> stop = limits.stop();
    if (!stop.isEmpty()) {
      field("stop", LimitFields.json(stop));
    }
  }

  private void extensions() {
    for (String name : request.extensions().names()) {
      if (name.equals(StreamOptions.FIELD)
          || (name.equals(ThinkingFields.TEMPLATE) && written.contains(name))) {
        // Said with the stream, where there is one, and with the thinking.
        continue;
      }
      ExtensionFields.checkNoRoute(name);
      String value = request.extensions().json(name).orElse("null");
      if (!value.equals("null")) {
        field(name, RawJson.checked(value, "'" + name + "'"));
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
    if (json.length() > 1) {
      json.append(',');
    }
    json.append(Json.quote(name)).append(':').append(value);
  }
}
