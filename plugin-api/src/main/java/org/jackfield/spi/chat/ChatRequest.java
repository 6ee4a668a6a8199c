package org.jackfield.spi.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jspecify.annotations.Nullable;

/**
 * A chat request. Immutable and thread-safe.
 *
 * <p>One that came over the wire keeps its {@link WireBody} and decodes it at most once, when
 * somebody looks inside; each {@code with} remembers which fields it touched, so that a backend of
 * the same protocol sends the same bytes with only these written anew.
 */
public final class ChatRequest {
  /** A group of fields that can be changed on its own. */
  public enum Field {
    /** The model. */
    MODEL,
    /** The messages. */
    MESSAGES,
    /** Tools and tool choice. */
    TOOLS,
    /** Sampling parameters. */
    SAMPLING,
    /** Token limit and stop sequences. */
    LIMITS,
    /** How much to think. */
    THINKING,
    /** The response format. */
    FORMAT,
    /** Whether the answer is streamed. */
    DELIVERY,
    /** What the canonical model does not know. */
    EXTENSIONS
  }

  /** How the caller wants the answer. */
  public enum Delivery {
    /** Piece by piece. */
    STREAM,
    /** In one piece; a backend may still stream it from its upstream. */
    WHOLE
  }

  private final String model;
  private final Delivery delivery;
  private final @Nullable WireBody body;
  private final boolean draft;
  private final Set<Field> touched;
  private final Content content;

  private ChatRequest(
      String model,
      Delivery delivery,
      @Nullable WireBody body,
      boolean draft,
      Set<Field> touched,
      Content content) {
    this.model = model;
    this.delivery = delivery;
    this.body = body;
    this.draft = draft;
    this.touched = touched;
    this.content = content;
  }

  /** A request that is built in Java. */
  public static Builder builder() {
    return new Builder();
  }

  /** A request that came as that body; model and delivery are read ahead by its codec. */
  public static ChatRequest received(WireBody body, String model, Delivery delivery) {
    return new ChatRequest(
        model,
        delivery,
        body,
        false,
        Set.of(),
        new Content(() -> body.decode().model(model).delivery(delivery)));
  }

  /** The model that the caller asks for; empty for the backend's own. */
  public String model() {
    return model;
  }

  /** How the caller wants the answer. */
  public Delivery delivery() {
    return delivery;
  }

  /**
   * Whether its messages are still to come: it was made by {@link Builder#draft} and nobody gave it
   * any. The engine admits no draft, so a backend never sees one.
   */
  public boolean draft() {
    return draft;
  }

  /** The messages, oldest first; at least one, unless it is a {@link #draft}. */
  public List<Message> messages() {
    return content.builder().messages;
  }

  /** The tools that the model may call. */
  public List<Tool> tools() {
    return content.builder().tools;
  }

  /** Whether and which tool must be called. */
  public ToolChoice toolChoice() {
    return content.builder().toolChoice;
  }

  /** How tokens are chosen. */
  public Sampling sampling() {
    return content.builder().sampling;
  }

  /** Where the answer ends at the latest. */
  public Limits limits() {
    return content.builder().limits;
  }

  /** How much to think before answering. */
  public Thinking thinking() {
    return content.builder().thinking;
  }

  /** What the answer must look like; a body that says nothing of it is not decoded for that. */
  public ResponseFormat responseFormat() {
    if (body != null && !touched.contains(Field.FORMAT) && !body.says(Field.FORMAT)) {
      return ResponseFormat.text();
    }
    return content.builder().responseFormat;
  }

  /** What the canonical model does not know. */
  public Extensions extensions() {
    return content.builder().extensions;
  }

  /**
   * Whether a look inside costs nothing: it began in Java, or its body was decoded before. Of a
   * body that nobody looked into, nothing is known but what its codec read ahead.
   */
  public boolean decoded() {
    return body == null || content.read != null;
  }

  /** Whether it may say anything of these fields; false only when its body surely does not. */
  public boolean says(Field field) {
    return body == null || touched.contains(field) || body.says(field);
  }

  /**
   * The body it came as, with every later change spliced in; empty when it began in Java or speaks
   * another protocol.
   */
  public Optional<WireBody> wire(Protocol protocol) {
    if (body == null || body.protocol() != protocol) {
      return Optional.empty();
    }
    return Optional.of(touched.isEmpty() ? body : body.apply(this, touched));
  }

  /** A copy for another model. */
  public ChatRequest withModel(String model) {
    return new ChatRequest(model, delivery, body, draft, touch(Field.MODEL), content);
  }

  /**
   * A copy with other messages.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when there are none
   */
  public ChatRequest withMessages(List<Message> messages) {
    checkMessages(messages);
    return change(Field.MESSAGES, false, builder -> builder.messages(messages));
  }

  private static void checkMessages(List<Message> messages) {
    if (messages.isEmpty()) {
      throw BackendException.invalid("messages", "empty", "at least one message");
    }
  }

  /** A copy with other tools. */
  public ChatRequest withTools(List<Tool> tools) {
    return change(Field.TOOLS, draft, builder -> builder.tools(tools));
  }

  /** A copy with another choice among the tools. */
  public ChatRequest withToolChoice(ToolChoice choice) {
    return change(Field.TOOLS, draft, builder -> builder.toolChoice(choice));
  }

  /** A copy with other sampling. */
  public ChatRequest withSampling(Sampling sampling) {
    return change(Field.SAMPLING, draft, builder -> builder.sampling(sampling));
  }

  /** A copy with other limits. */
  public ChatRequest withLimits(Limits limits) {
    return change(Field.LIMITS, draft, builder -> builder.limits(limits));
  }

  /** A copy with other thinking. */
  public ChatRequest withThinking(Thinking thinking) {
    return change(Field.THINKING, draft, builder -> builder.thinking(thinking));
  }

  /** A copy with another response format. */
  public ChatRequest withResponseFormat(ResponseFormat format) {
    return change(Field.FORMAT, draft, builder -> builder.responseFormat(format));
  }

  /** A copy with these extensions in place of its own; those of its messages and tools stay. */
  public ChatRequest withExtensions(Extensions extensions) {
    return change(Field.EXTENSIONS, draft, builder -> builder.extensions(extensions));
  }

  /** A copy with another delivery. */
  public ChatRequest withDelivery(Delivery delivery) {
    return new ChatRequest(model, delivery, body, draft, touch(Field.DELIVERY), content);
  }

  private ChatRequest change(Field field, boolean draft, UnaryOperator<Builder> change) {
    return new ChatRequest(
        model,
        delivery,
        body,
        draft,
        touch(field),
        new Content(() -> change.apply(content.builder().copy())));
  }

  private Set<Field> touch(Field field) {
    EnumSet<Field> more = EnumSet.of(field);
    more.addAll(touched);
    return Collections.unmodifiableSet(more);
  }

  /** The model and what it came as; never what it says. */
  @Override
  public String toString() {
    String origin =
        body == null
            ? (draft ? ", a draft" : "")
            : ", " + body.protocol() + " of " + body.bytes().length + " bytes";
    return "request for '" + model + "'" + origin;
  }

  /** The canonical content, read at most once; the builder inside is never changed afterwards. */
  private static final class Content {
    private final Supplier<Builder> source;
    private volatile @Nullable Builder read;

    Content(Supplier<Builder> source) {
      this.source = source;
    }

    Builder builder() {
      Builder known = read;
      if (known != null) {
        return known;
      }
      synchronized (this) {
        Builder again = read;
        if (again == null) {
          again = source.get().copy();
          read = again;
        }
        return again;
      }
    }
  }

  /** Collects the parts of a request. Not thread-safe. */
  public static final class Builder {
    private String model = "";
    private Delivery delivery = Delivery.STREAM;
    private List<Message> messages = List.of();
    private List<Tool> tools = List.of();
    private ToolChoice toolChoice = ToolChoice.auto();
    private Sampling sampling = Sampling.NONE;
    private Limits limits = Limits.NONE;
    private Thinking thinking = Thinking.NONE;
    private ResponseFormat responseFormat = ResponseFormat.text();
    private Extensions extensions = Extensions.NONE;

    private Builder() {}

    private Builder copy() {
      Builder copy = new Builder();
      copy.model = model;
      copy.delivery = delivery;
      copy.messages = messages;
      copy.tools = tools;
      copy.toolChoice = toolChoice;
      copy.sampling = sampling;
      copy.limits = limits;
      copy.thinking = thinking;
      copy.responseFormat = responseFormat;
      copy.extensions = extensions;
      return copy;
    }

    /** The model; empty for the backend's own. */
    public Builder model(String model) {
      this.model = model;
      return this;
    }

    /** How the caller wants the answer; {@link Delivery#STREAM} unless set. */
    public Builder delivery(Delivery delivery) {
      this.delivery = delivery;
      return this;
    }

    /** The messages, oldest first. */
    public Builder messages(List<Message> messages) {
      this.messages = List.copyOf(messages);
      return this;
    }

    /** One more message. */
    public Builder message(Message message) {
      List<Message> more = new ArrayList<>(messages);
      more.add(message);
      return messages(more);
    }

    /** The tools that the model may call. */
    public Builder tools(List<Tool> tools) {
      this.tools = List.copyOf(tools);
      return this;
    }

    /** Whether and which tool must be called. */
    public Builder toolChoice(ToolChoice choice) {
      this.toolChoice = choice;
      return this;
    }

    /** How tokens are chosen. */
    public Builder sampling(Sampling sampling) {
      this.sampling = sampling;
      return this;
    }

    /** Where the answer ends at the latest. */
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /** How much to think before answering. */
    public Builder thinking(Thinking thinking) {
      this.thinking = thinking;
      return this;
    }

    /** What the answer must look like. */
    public Builder responseFormat(ResponseFormat format) {
      this.responseFormat = format;
      return this;
    }

    /** What the canonical model does not know. */
    public Builder extensions(Extensions extensions) {
      this.extensions = extensions;
      return this;
    }

    /**
     * The request.
     *
     * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when it has no message
     */
    public ChatRequest build() {
      checkMessages(messages);
      return draft();
    }

    /**
     * A request whose messages may still be to come, such as from a prompt template: the one door
     * for it. {@link ChatRequest#withMessages} completes it; without, the engine refuses it.
     */
    public ChatRequest draft() {
      Builder fixed = copy();
      boolean draft = messages.isEmpty();
      return new ChatRequest(model, delivery, null, draft, Set.of(), new Content(() -> fixed));
    }
  }
}
