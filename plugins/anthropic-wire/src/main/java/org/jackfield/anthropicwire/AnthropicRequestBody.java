package org.jackfield.anthropicwire;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.Json;
import org.jackfield.wire.ObjectBytes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a request to the Messages API as the client sent it. Immutable and thread-safe; the
 * bytes are kept, not copied.
 *
 * <p>Reading takes one pass without a tree. Changes are spliced in: order, spelling and white space
 * of all other fields stay as they were.
 */
public final class AnthropicRequestBody implements WireBody {
  /** What the way of a request depends on. */
  private record Head(String model, boolean stream) {}

  /** What a count of tokens takes no notice of, and refuses. */
  private static final List<String> NOT_COUNTED =
      List.of(
          LimitFields.MAX_TOKENS,
          LimitFields.STOP,
          "stream",
          "temperature",
          "top_p",
          "top_k",
          "metadata",
          "service_tier",
          "container",
          "inference_geo");

  private final ObjectBytes object;

  /** Known from the one pass, or read again when a splice may have changed it and someone asks. */
  private volatile @Nullable Head head;

  private volatile @Nullable Conversation conversation;

  private AnthropicRequestBody(ObjectBytes object, @Nullable Head head) {
    this.object = object;
    this.head = head;
  }

  /** Reads a body with {@link MessagesCaps#DEFAULT}. */
  public static AnthropicRequestBody read(byte[] bytes) {
    return read(bytes, MessagesCaps.DEFAULT);
  }

  /**
   * Reads a body.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the field, when the bytes
   *     are not one JSON object in UTF-8, a field is there twice, is of the wrong type or beyond
   *     its cap, or would choose route or credentials
   */
  public static AnthropicRequestBody read(byte[] bytes, MessagesCaps caps) {
    AnthropicRequestScanner scanner = new AnthropicRequestScanner(bytes, caps);
    ObjectBytes object = scanner.scan();
    return new AnthropicRequestBody(object, new Head(scanner.model, scanner.stream));
  }

  /** The request this body is. */
  public ChatRequest request() {
    return ChatRequest.received(this, model(), delivery());
  }

  /** The model; empty when the body names none. */
  public String model() {
    return head().model();
  }

  /** Whether the answer shall be streamed. */
  public boolean stream() {
    return head().stream();
  }

  ChatRequest.Delivery delivery() {
    return stream() ? ChatRequest.Delivery.STREAM : ChatRequest.Delivery.WHOLE;
  }

  private Head head() {
    Head known = head;
    if (known == null) {
      known =
          new Head(
              node("model").map(node -> node.asString("")).orElse(""),
              node("stream").map(node -> node.asBoolean(false)).orElse(false));
      head = known;
    }
    return known;
  }

  /** The names of the top-level fields, in order. */
  public List<String> fields() {
    return object.names();
  }

  /** The raw JSON of a top-level field; empty when it is not there. */
  public Optional<String> json(String field) {
    return object.json(field);
  }

  /** The value of a top-level field; empty when it is not there or null. */
  Optional<JsonNode> node(String field) {
    return object.node(field);
  }

  /** The text of each element of a top-level array; none when it is not there or no array. */
  List<String> elements(String field) {
    return object.elements(field);
  }

  /** The same with that limit of tokens, when it has none of its own: the API wants one. */
  public AnthropicRequestBody limited(IntSupplier usualLimit) {
    return node(LimitFields.MAX_TOKENS).isPresent()
        ? this
        : with(LimitFields.MAX_TOKENS, Integer.toString(usualLimit.getAsInt()));
  }

  /** The body that asks how many tokens the prompt has, for that model. */
  public AnthropicRequestBody counted(String model) {
    AnthropicRequestBody counted = with("model", Json.quote(model));
    for (String name : NOT_COUNTED) {
      counted = counted.without(name);
    }
    return counted;
  }

  /** What was said; read at most once, so that a changed request is compared at no cost. */
  Conversation conversation() {
    Conversation known = conversation;
    if (known == null) {
      known = Conversation.read(this);
      conversation = known;
    }
    return known;
  }

  @Override
  public Protocol protocol() {
    return Protocol.ANTHROPIC_MESSAGES;
  }

  @Override
  public byte[] bytes() {
    return object.bytes();
  }

  @Override
  public AnthropicRequestBody with(String field, String json) {
    return changed(object.with(field, json), field);
  }

  @Override
  public AnthropicRequestBody without(String field) {
    return changed(object.without(field), field);
  }

  private AnthropicRequestBody changed(ObjectBytes changed, String field) {
    if (changed == object) {
      return this;
    }
    boolean inHead = field.equals("model") || field.equals("stream");
    return new AnthropicRequestBody(changed, inHead ? null : head);
  }

  @Override
  public AnthropicRequestBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
    AnthropicRequestBody body = this;
    for (ChatRequest.Field field : touched) {
      body =
          switch (field) {
            case MODEL -> body.with("model", Json.quote(changed.model()));
            case MESSAGES -> conversation().splice(body, changed.messages());
            case TOOLS -> ToolFields.splice(body, changed);
            case SAMPLING -> SamplingFields.splice(body, changed.sampling());
            case LIMITS -> LimitFields.splice(body, changed.limits());
            case THINKING, FORMAT ->
                ThinkingFields.splice(OutputFields.splice(body, changed), changed);
            case DELIVERY -> body.delivered(changed.delivery());
            case EXTENSIONS -> ExtensionFields.splice(body, changed);
          };
    }
    return body;
  }

  private AnthropicRequestBody delivered(ChatRequest.Delivery delivery) {
    return switch (delivery) {
      case STREAM -> with("stream", "true");
      case WHOLE -> without("stream");
    };
  }

  @Override
  public boolean says(ChatRequest.Field field) {
    return switch (field) {
      case SAMPLING -> hasOneOf(SamplingFields.NAMES);
      case LIMITS -> hasOneOf(List.of(LimitFields.MAX_TOKENS, LimitFields.STOP));
      case THINKING -> hasOneOf(List.of(ThinkingFields.THINKING, OutputFields.CONFIG));
      case TOOLS -> hasOneOf(List.of("tools", ToolFields.CHOICE));
      case FORMAT -> hasOneOf(List.of(OutputFields.CONFIG));
      // A deeper one may be in any field that has more than canonical words.
      case EXTENSIONS, MODEL, MESSAGES, DELIVERY -> true;
    };
  }

  private boolean hasOneOf(List<String> names) {
    return fields().stream().anyMatch(names::contains);
  }

  @Override
  public ChatRequest.Builder decode() {
    return AnthropicRequestDecoder.decode(this);
  }

  /** The size and the model; never the content. */
  @Override
  public String toString() {
    return "Anthropic request of " + bytes().length + " bytes for '" + model() + "'";
  }
}
