package org.jackfield.openaiwire;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.ForeignFields;
import org.jackfield.wire.ImageTypes;
import org.jackfield.wire.Json;
import org.jackfield.wire.UnknownFields;

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

  private final OpenAiCalls calls;
  private final BiFunction<ChatRequest, Attempt, ChatRequest> fit;
  private final ImageTypes images;
  private final URI url;

  /** Chat by these calls. */
  public OpenAiChat(OpenAiCalls calls) {
    this(calls, (request, attempt) -> request);
  }

  /**
   * Chat by these calls with a server that takes less than the dialect, or wants to be asked
   * otherwise.
   *
   * @param fit makes of a request that did not come in this protocol one that the server takes, and
   *     refuses what it never does; a request in its own bytes goes out as it is
   */
  public OpenAiChat(OpenAiCalls calls, BiFunction<ChatRequest, Attempt, ChatRequest> fit) {
    this(calls, fit, ImageTypes.UNKNOWN);
  }

  private OpenAiChat(
      OpenAiCalls calls, BiFunction<ChatRequest, Attempt, ChatRequest> fit, ImageTypes images) {
    this.calls = calls;
    this.fit = fit;
    this.images = images;
    this.url = calls.endpoint().url(PATH);
  }

  /** The same with a server that takes images of these types only. */
  public OpenAiChat withImages(ImageTypes types) {
    return new OpenAiChat(calls, fit, types);
  }

  private OpenAiEndpoint endpoint() {
    return calls.endpoint();
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    String model = model(request);
    checkImages(request);
    // Who refuses the one refuses the other: both are what other providers have in messages.
    ChatRequest ours =
        endpoint().cacheMarks() ? request : withoutExtras(unmarked(request, attempt), attempt);
    Optional<WireBody> wire = ours.wire(Protocol.OPENAI_CHAT);
    boolean stream = true;
    byte[] body;
    if (wire.isPresent()) {
      WireBody patched = patched(wire.get(), ours, model, limit(attempt));
      stream = streamed(patched, ours);
      body = (stream ? streaming(patched, ours) : patched).bytes();
    } else {
      body = encoded(ours, model, true, attempt);
    }
    URI to = endpoint().perModel() ? endpoint().url(PATH, model) : url;
    return calls.chat(
        endpoint().post(to, body),
        model,
        attempt,
        stream,
        subject -> new OpenAiStreamDecoder(subject, attempt::note));
  }

  private void checkImages(ChatRequest request) {
    boolean some =
        request.wire(Protocol.OPENAI_CHAT).map(body -> mentions(body, "image_url")).orElse(true);
    if (some) {
      images.check(request, endpoint().backend());
    }
  }

  /** The spelling of the token limit that the model wants; empty when nothing is known of it. */
  private static Optional<OpenAiEndpoint.LimitField> limit(Attempt attempt) {
    return attempt.capabilities().trait("limit").flatMap(OpenAiEndpoint.LimitField::of);
  }

  private ChatRequest unmarked(ChatRequest request, Attempt attempt) {
    Optional<WireBody> wire = request.wire(Protocol.OPENAI_CHAT);
    if (wire.isPresent() && !mentions(wire.get(), CacheMarks.FIELD)) {
      return request;
    }
    ChatRequest unmarked = CacheMarks.without(request);
    if (unmarked != request) {
      attempt.note(
          "backend '"
              + endpoint().backend()
              + "' caches prompts by itself; '"
              + CacheMarks.FIELD
              + "' was left out");
    }
    return unmarked;
  }

  private ChatRequest withoutExtras(ChatRequest request, Attempt attempt) {
    Optional<WireBody> wire = request.wire(Protocol.OPENAI_CHAT);
    if (wire.isEmpty() || !mentions(wire.get(), ExtraContent.FIELD)) {
      return request;
    }
    ChatRequest without = ExtraContent.without(request);
    if (without != request) {
      attempt.note(
          "'" + ExtraContent.FIELD + "' of other providers' answers was left out of the messages");
    }
    return without;
  }

  /** The model that a request is for; empty for the server's own. */
  public String model(ChatRequest request) {
    return request.model().isEmpty() ? endpoint().model() : request.model();
  }

  /** What {@link #open} sends, without asking for a stream where the request does not. */
  public byte[] body(ChatRequest request, Attempt attempt) {
    String model = model(request);
    return request
        .wire(Protocol.OPENAI_CHAT)
        .map(wire -> patched(wire, request, model, limit(attempt)).bytes())
        .orElseGet(() -> encoded(request, model, false, attempt));
  }

  private byte[] encoded(ChatRequest request, String model, boolean stream, Attempt attempt) {
    refuseIgnored(request.extensions().names());
    ChatRequest ours =
        ForeignFields.in(request)
            ? ForeignFields.settle(request, Set.of(), endpoint().backend(), attempt)
            : request;
    if (!endpoint().unknownFields()) {
      refuseUnknown(ours.extensions().names().stream().filter(ExtensionFields::topLevel).toList());
    }
    ChatRequest fitting = fit.apply(ours, attempt);
    OpenAiEndpoint asked = limit(attempt).map(endpoint()::withLimitField).orElse(endpoint());
    return OpenAiRequestWriter.write(fitting, model, stream, asked, attempt::note);
  }

  private WireBody patched(
      WireBody wire, ChatRequest request, String model, Optional<OpenAiEndpoint.LimitField> limit) {
    WireBody body = formatted(named(wire, request, model), request);
    if (!endpoint().unknownFields()) {
      refuseUnknown(OpenAiRequestBody.read(body.bytes()).fields());
    }
    if (endpoint().ignoredFields().keySet().stream().anyMatch(field -> mentions(wire, field))) {
      refuseIgnored(OpenAiRequestBody.read(wire.bytes()).fields());
    }
    // Without data an older spelling is only changed where it is known to be refused: a server
    // that takes the older one may take the newer one as well.
    boolean newer = endpoint().limitField() == OpenAiEndpoint.LimitField.MAX_COMPLETION_TOKENS;
    return limit
        .or(() -> newer ? Optional.of(endpoint().limitField()) : Optional.empty())
        .map(field -> limited(body, field))
        .orElse(body);
  }

  private static WireBody named(WireBody wire, ChatRequest request, String model) {
    if (!request.model().isEmpty()) {
      return wire;
    }
    return model.isEmpty() ? wire.without("model") : wire.with("model", Json.quote(model));
  }

  /** The format in the server's own way; a kind that nobody here knows stays as it came. */
  private WireBody formatted(WireBody body, ChatRequest request) {
    return endpoint().formatField() != OpenAiEndpoint.FormatField.OPENAI
            && mentions(body, FormatFields.FIELD)
            && !(request.responseFormat() instanceof ResponseFormat.Text)
        ? body.with(
            FormatFields.FIELD,
            FormatFields.json(request.responseFormat(), endpoint().formatField()))
        : body;
  }

  /** Fields that would be ignored without a word, and the answer be another than was asked for. */
  private void refuseIgnored(Collection<String> fields) {
    for (String field : fields) {
      String hint = endpoint().ignoredFields().get(field);
      if (hint != null) {
        throw new BackendException(
                ErrorCode.UNSUPPORTED,
                "The server of backend '"
                    + endpoint().backend()
                    + "' ignores the field '"
                    + field
                    + "'.")
            .withHint(hint);
      }
    }
  }

  private void refuseUnknown(Collection<String> fields) {
    for (String field : fields) {
      if (!RequestFields.inReference(field)) {
        throw UnknownFields.refused(endpoint().backend(), field);
      }
    }
  }

  /** The body with its token limit in that spelling. */
  private static WireBody limited(WireBody body, OpenAiEndpoint.LimitField field) {
    String other = field.other().json();
    Optional<String> limit =
        mentions(body, other) ? OpenAiRequestBody.read(body.bytes()).json(other) : Optional.empty();
    if (limit.isEmpty()) {
      return body;
    }
    WireBody without = body.without(other);
    boolean both =
        mentions(without, field.json())
            && OpenAiRequestBody.read(without.bytes()).json(field.json()).isPresent();
    return both ? without : without.with(field.json(), limit.get());
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
            .node("n")
            .filter(count -> Json.whole(count).orElse(2) != 1)
            .isPresent();
  }

  private static WireBody streaming(WireBody body, ChatRequest request) {
    WireBody streaming =
        request.delivery() == ChatRequest.Delivery.WHOLE ? body.with("stream", "true") : body;
    if (!mentions(streaming, StreamOptions.FIELD)) {
      return streaming.with(StreamOptions.FIELD, StreamOptions.withUsage(Optional.empty()));
    }
    OpenAiRequestBody read = OpenAiRequestBody.read(streaming.bytes());
    return read.includeUsage()
        ? streaming
        : streaming.with(
            StreamOptions.FIELD, StreamOptions.withUsage(read.json(StreamOptions.FIELD)));
  }

  /** Whether the bytes hold that name in quotes anywhere: a quick no, and a yes to be looked at. */
  public static boolean mentions(WireBody body, String name) {
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
