package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The body of a chat completion request as the client sent it. Immutable and thread-safe; the bytes
 * are kept, not copied.
 *
 * <p>Reading takes one pass without a tree. Changes are spliced in: order, spelling and white space
 * of all other fields stay as they were.
 */
public final class OpenAiRequestBody implements WireBody {
  /** What the way of a request depends on. */
  private record Head(String model, boolean stream, boolean includeUsage, boolean prompted) {}

  private final byte[] bytes;
  private final FieldSpans spans;

  /** Known from the one pass, or read again when a splice may have changed it and someone asks. */
  private volatile @Nullable Head head;

  private volatile @Nullable List<Message> messages;

  private OpenAiRequestBody(byte[] bytes, FieldSpans spans, @Nullable Head head) {
    this.bytes = bytes;
    this.spans = spans;
    this.head = head;
  }

  /** Reads a body with {@link RequestCaps#DEFAULT}. */
  public static OpenAiRequestBody read(byte[] bytes) {
    return read(bytes, RequestCaps.DEFAULT);
  }

  /**
   * Reads a body.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the field, when the bytes
   *     are not one JSON object in UTF-8, a field is there twice, is of the wrong type or beyond
   *     its cap, or would choose route or credentials
   */
  public static OpenAiRequestBody read(byte[] bytes, RequestCaps caps) {
    OpenAiRequestScanner scanner = new OpenAiRequestScanner(bytes, caps);
    FieldSpans spans = scanner.scan();
    Head head = new Head(scanner.model, scanner.stream, scanner.includeUsage, scanner.prompt);
    return new OpenAiRequestBody(bytes, spans, head);
  }

  /** The request this body is. */
  public ChatRequest request() {
    return ChatRequest.received(
        this, model(), stream() ? ChatRequest.Delivery.STREAM : ChatRequest.Delivery.WHOLE);
  }

  /** The model; empty when the body names none. */
  public String model() {
    return head().model();
  }

  /** Whether the answer shall be streamed. */
  public boolean stream() {
    return head().stream();
  }

  /** Whether the stream shall end with a chunk of usage. */
  public boolean includeUsage() {
    return head().includeUsage();
  }

  /** Whether it begins with a prompt template; only then may it be without messages. */
  public boolean prompted() {
    return head().prompted();
  }

  /**
   * The prompt template it begins with.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the field, when there is
   *     none or it is not written as one
   */
  public OpenAiPrompt prompt() {
    return OpenAiPrompt.of(
        node(OpenAiPrompt.FIELD).orElseThrow(() -> InvalidRequest.missing(OpenAiPrompt.FIELD)));
  }

  /** The same without its prompt template, which no upstream knows; its messages may be none. */
  public OpenAiRequestBody withoutPrompt() {
    OpenAiRequestBody body = without(OpenAiPrompt.FIELD);
    return node("messages").isPresent() ? body : body.with("messages", "[]");
  }

  private Head head() {
    Head known = head;
    if (known == null) {
      known =
          new Head(
              node("model").map(node -> node.asString("")).orElse(""),
              node("stream").map(node -> node.asBoolean(false)).orElse(false),
              node("stream_options")
                  .map(node -> node.path("include_usage").asBoolean(false))
                  .orElse(false),
              node(OpenAiPrompt.FIELD).map(JsonNode::isObject).orElse(false));
      head = known;
    }
    return known;
  }

  /** The names of the top-level fields, in order. */
  public List<String> fields() {
    return spans.list().stream().map(FieldSpans.Span::name).toList();
  }

  /** The raw JSON of a top-level field; empty when it is not there. */
  public Optional<String> json(String field) {
    int index = spans.find(field);
    return index < 0 ? Optional.empty() : Optional.of(json(spans.get(index)));
  }

  /** The value of a top-level field; empty when it is not there or null. */
  Optional<JsonNode> node(String field) {
    int index = spans.find(field);
    if (index < 0) {
      return Optional.empty();
    }
    FieldSpans.Span span = spans.get(index);
    JsonNode node = Json.tree(bytes, span.from(), span.to() - span.from());
    return Json.absent(node) ? Optional.empty() : Optional.of(node);
  }

  /** The text of each element of a top-level array; none when it is not there or null. */
  List<String> elements(String field) {
    int index = spans.find(field);
    if (index < 0) {
      return List.of();
    }
    FieldSpans.Span span = spans.get(index);
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = Json.parser(bytes, span.from(), span.to() - span.from())) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return List.of();
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int from = span.from() + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = span.from() + (int) parser.currentLocation().getByteOffset();
        elements.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
      }
    }
    return elements;
  }

  /** What the messages say; read at most once, so that a changed request is compared at no cost. */
  List<Message> messages() {
    List<Message> known = messages;
    if (known == null) {
      JsonNode node = node("messages").orElseThrow(() -> InvalidRequest.missing("messages"));
      known = List.copyOf(MessageReader.read(node));
      messages = known;
    }
    return known;
  }

  private String json(FieldSpans.Span span) {
    return new String(bytes, span.from(), span.to() - span.from(), StandardCharsets.UTF_8);
  }

  @Override
  public Protocol protocol() {
    return Protocol.OPENAI_CHAT;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public OpenAiRequestBody with(String field, String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    int index = spans.find(field);
    if (index < 0) {
      return add(field, value);
    }
    FieldSpans.Span span = spans.get(index);
    if (Arrays.equals(bytes, span.from(), span.to(), value, 0, value.length)) {
      return this;
    }
    return changed(
        splice(span.from(), span.to(), value), spans.resized(index, value.length), field);
  }

  private OpenAiRequestBody add(String field, byte[] value) {
    int at = spans.size() == 0 ? spans.inside() : spans.get(spans.size() - 1).to();
    int comma = spans.size() == 0 ? 0 : 1;
    byte[] key =
        ((comma == 0 ? "" : ",") + Json.quote(field) + ":").getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(key, key.length + value.length);
    System.arraycopy(value, 0, both, key.length, value.length);
    int from = at + key.length;
    FieldSpans.Span span = new FieldSpans.Span(field, at + comma, from, from + value.length);
    return changed(splice(at, at, both), spans.added(span), field);
  }

  @Override
  public OpenAiRequestBody without(String field) {
    int index = spans.find(field);
    if (index < 0) {
      return this;
    }
    FieldSpans.Span span = spans.get(index);
    int from = index > 0 ? spans.get(index - 1).to() : span.key();
    int to = index > 0 || spans.size() == 1 ? span.to() : spans.get(1).key();
    return changed(splice(from, to, new byte[0]), spans.removed(index, to - from), field);
  }

  @Override
  public OpenAiRequestBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
    OpenAiRequestBody body = this;
    for (ChatRequest.Field field : touched) {
      body =
          switch (field) {
            case MODEL -> body.with("model", Json.quote(changed.model()));
            case MESSAGES -> body.said(changed.messages(), messages(), elements("messages"));
            case TOOLS -> ToolFields.splice(body, changed);
            case SAMPLING -> SamplingFields.splice(body, changed.sampling());
            case LIMITS -> LimitFields.splice(body, changed.limits());
            case FORMAT -> FormatFields.splice(body, changed);
            case DELIVERY -> body.delivered(changed.delivery());
            case EXTENSIONS -> ExtensionFields.splice(body, changed);
          };
    }
    return body;
  }

  private OpenAiRequestBody said(
      List<Message> changed, List<Message> messages, List<String> elements) {
    List<String> spliced = ElementSplice.of(elements, messages, changed, MessageWriter::element);
    return with("messages", "[" + String.join(",", spliced) + "]");
  }

  private OpenAiRequestBody delivered(ChatRequest.Delivery delivery) {
    return switch (delivery) {
      case STREAM -> with("stream", "true");
      case WHOLE -> without("stream_options").without("stream");
    };
  }

  @Override
  public ChatRequest.Builder decode() {
    return OpenAiRequestDecoder.decode(this);
  }

  private byte[] splice(int from, int to, byte[] piece) {
    byte[] spliced = new byte[bytes.length - (to - from) + piece.length];
    System.arraycopy(bytes, 0, spliced, 0, from);
    System.arraycopy(piece, 0, spliced, from, piece.length);
    System.arraycopy(bytes, to, spliced, from + piece.length, bytes.length - to);
    return spliced;
  }

  private OpenAiRequestBody changed(byte[] bytes, FieldSpans spans, String field) {
    boolean inHead =
        field.equals("model")
            || field.equals("stream")
            || field.equals("stream_options")
            || field.equals(OpenAiPrompt.FIELD);
    return new OpenAiRequestBody(bytes, spans, inHead ? null : head);
  }

  /** The size and the model; never the content. */
  @Override
  public String toString() {
    return "OpenAI request of " + bytes.length + " bytes for '" + model() + "'";
  }
}
