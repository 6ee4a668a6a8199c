package org.jackfield.openaiwire;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.ElementSplice;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.ObjectBytes;
import org.jspecify.annotations.Nullable;
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

  private static final Set<String> SAMPLING =
      Set.of(
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "repetition_penalty",
          "repeat_penalty",
          "presence_penalty",
          "frequency_penalty");

  private static final Set<String> LIMITS =
      Set.of(
          LimitFields.MAX_TOKENS, LimitFields.MAX_COMPLETION_TOKENS, LimitFields.N_PREDICT, "stop");

  private static final Set<String> TOOLS =
      Set.of("tools", "tool_choice", "parallel_tool_calls", "functions", "function_call");

  /** Fields of which the canonical model knows everything. */
  private static final Set<String> PLAIN =
      Stream.of(SAMPLING, LIMITS, Set.of("model", "messages", "stream", ThinkingFields.EFFORT))
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private final ObjectBytes object;

  /** Known from the one pass, or read again when a splice may have changed it and someone asks. */
  private volatile @Nullable Head head;

  private volatile @Nullable List<Message> messages;

  private OpenAiRequestBody(ObjectBytes object, @Nullable Head head) {
    this.object = object;
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
    ObjectBytes object = scanner.scan();
    Head head = new Head(scanner.model, scanner.stream, scanner.includeUsage, scanner.prompt);
    return new OpenAiRequestBody(object, head);
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

  /** The text of each element of a top-level array; none when it is not there or null. */
  List<String> elements(String field) {
    return object.elements(field);
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

  @Override
  public Protocol protocol() {
    return Protocol.OPENAI_CHAT;
  }

  @Override
  public byte[] bytes() {
    return object.bytes();
  }

  @Override
  public boolean says(ChatRequest.Field field) {
    return switch (field) {
      case SAMPLING -> hasOneOf(SAMPLING);
      case LIMITS -> hasOneOf(LIMITS);
      case THINKING -> json(ThinkingFields.EFFORT).isPresent();
      case TOOLS -> hasOneOf(TOOLS);
      case FORMAT -> json(FormatFields.FIELD).isPresent();
      case EXTENSIONS -> !PLAIN.containsAll(fields());
      case MODEL, MESSAGES, DELIVERY -> true;
    };
  }

  private boolean hasOneOf(Set<String> names) {
    return fields().stream().anyMatch(names::contains);
  }

  @Override
  public OpenAiRequestBody with(String field, String json) {
    return changed(object.with(field, json), field);
  }

  @Override
  public OpenAiRequestBody without(String field) {
    return changed(object.without(field), field);
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
            case THINKING -> ThinkingFields.splice(body, changed.thinking());
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

  private OpenAiRequestBody changed(ObjectBytes changed, String field) {
    if (changed == object) {
      return this;
    }
    boolean inHead =
        field.equals("model")
            || field.equals("stream")
            || field.equals("stream_options")
            || field.equals(OpenAiPrompt.FIELD);
    return new OpenAiRequestBody(changed, inHead ? null : head);
  }

  /** The size and the model; never the content. */
  @Override
  public String toString() {
    return "OpenAI request of " + object.bytes().length + " bytes for '" + model() + "'";
  }
}
