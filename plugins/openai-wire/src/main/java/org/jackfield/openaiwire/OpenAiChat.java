package org.jackfield.openaiwire;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.ForeignFields;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat with a server that speaks OpenAI's dialect. Thread-safe.
 *
 * <p>A request that came in this protocol goes out with its own bytes; patched are the model, what
 * policy touched, and the options of the stream: the engine must see usage, so it is always asked
 * for. The frame that brings it is marked ({@link OpenAiStreamDecoder#USAGE}), for the server not
 * to pass it to a client that did not ask. Any other request is encoded anew and always streamed.
 */
public final class OpenAiChat implements Chat {
  private static final String PATH = "/chat/completions";

  /** Request fields of the API reference; all others are unknown. */
  private static final Set<String> KNOWN_FIELDS =
      Set.of(
          "messages",
          "model",
          "audio",
          "frequency_penalty",
          "function_call",
          "functions",
          "logit_bias",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "metadata",
          "modalities",
          "n",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention",
          "reasoning_effort",
          "response_format",
          "safety_identifier",
          "seed",
          "service_tier",
          "stop",
          "store",
          "stream",
          "stream_options",
          "temperature",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "user",
          "verbosity",
          "web_search_options");

  private final OpenAiCalls calls;
  private final URI url;

  /** Chat by these calls. */
  public OpenAiChat(OpenAiCalls calls) {
    this.calls = calls;
    this.url = calls.endpoint().url(PATH);
  }

  private OpenAiEndpoint endpoint() {
    return calls.endpoint();
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    String model = request.model().isEmpty() ? endpoint().model() : request.model();
    Optional<WireBody> wire = request.wire(Protocol.OPENAI_CHAT);
    boolean stream = true;
    byte[] body;
    if (wire.isPresent()) {
      WireBody patched = patched(wire.get(), request, model);
      stream = streamed(patched, request);
      body = (stream ? streaming(patched, request) : patched).bytes();
    } else {
      body = encoded(request, model, attempt);
    }
    return calls.chat(endpoint().post(url, body), model, attempt, stream, OpenAiStreamDecoder::new);
  }

  private byte[] encoded(ChatRequest request, String model, Attempt attempt) {
    ChatRequest ours =
        ForeignFields.in(request)
            ? ForeignFields.settle(request, Set.of(), endpoint().backend(), attempt)
            : request;
    return OpenAiRequestWriter.write(
        ours,
        model,
        true,
        endpoint().limitField().json(),
        endpoint().extendedSampling(),
        attempt::note);
  }

  private WireBody patched(WireBody wire, ChatRequest request, String model) {
    WireBody body = request.model().isEmpty() ? wire.with("model", Json.quote(model)) : wire;
    if (!endpoint().unknownFields()) {
      refuseUnknown(body);
    }
    boolean newer = endpoint().limitField() == OpenAiEndpoint.LimitField.MAX_COMPLETION_TOKENS;
    return newer && mentions(body, LimitFields.MAX_TOKENS) ? withNewerLimit(body) : body;
  }

  private void refuseUnknown(WireBody body) {
    for (String field : OpenAiRequestBody.read(body.bytes()).fields()) {
      if (!KNOWN_FIELDS.contains(field)) {
        throw new BackendException(
                ErrorCode.UNSUPPORTED,
                "Backend '" + endpoint().backend() + "' takes no field '" + field + "'.")
            .withHint("Leave it out, or set 'unknown_fields: pass' for this backend.");
      }
    }
  }

  /** OpenAI deprecated {@code max_tokens}, and its reasoning models refuse it. */
  private static WireBody withNewerLimit(WireBody body) {
    Optional<String> limit = OpenAiRequestBody.read(body.bytes()).json(LimitFields.MAX_TOKENS);
    if (limit.isEmpty()) {
      return body;
    }
    WireBody without = body.without(LimitFields.MAX_TOKENS);
    boolean both = mentions(without, LimitFields.MAX_COMPLETION_TOKENS);
    return both ? without : without.with(LimitFields.MAX_COMPLETION_TOKENS, limit.get());
  }

  /**
   * Whether the upstream is asked to stream: always for a caller that wants pieces, and for one
   * that wants the whole where closing a unary request cancels nothing; several choices cannot be
   * put together again, so they are not streamed then.
   */
  private boolean streamed(WireBody body, ChatRequest request) {
    return switch (request.delivery()) {
      case STREAM -> true;
      case WHOLE -> !endpoint().unaryCancel() && !severalChoices(body);
    };
  }

  private static boolean severalChoices(WireBody body) {
    return mentions(body, "n")
        && OpenAiRequestBody.read(body.bytes())
            .json("n")
            .filter(count -> !count.equals("1") && !count.equals("null"))
            .isPresent();
  }

  private static WireBody streaming(WireBody body, ChatRequest request) {
    WireBody streaming =
        request.delivery() == ChatRequest.Delivery.WHOLE ? body.with("stream", "true") : body;
    if (!mentions(streaming, "stream_options")) {
      return streaming.with("stream_options", "{\"include_usage\":true}");
    }
    OpenAiRequestBody read = OpenAiRequestBody.read(streaming.bytes());
    if (read.includeUsage()) {
      return streaming;
    }
    JsonNode options = Json.tree(read.json("stream_options").orElse("{}"));
    if (options instanceof ObjectNode object) {
      object.put("include_usage", true);
      return streaming.with("stream_options", object.toString());
    }
    return streaming.with("stream_options", "{\"include_usage\":true}");
  }

  /** Whether the bytes hold that name in quotes anywhere: a quick no, and a yes to be looked at. */
  private static boolean mentions(WireBody body, String name) {
    byte[] bytes = body.bytes();
    byte[] wanted = ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
    int last = bytes.length - wanted.length;
    for (int i = 0; i <= last; i++) {
      if (bytes[i + 1] == wanted[1] && matches(bytes, i, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] bytes, int at, byte[] wanted) {
    for (int k = 0; k < wanted.length; k++) {
      if (bytes[at + k] != wanted[k]) {
        return false;
      }
    }
    return true;
  }
}
