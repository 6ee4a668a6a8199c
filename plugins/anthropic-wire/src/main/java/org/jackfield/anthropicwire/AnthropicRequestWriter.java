package org.jackfield.anthropicwire;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.ForeignFields;
import org.jackfield.wire.ImageTypes;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import org.jackfield.wire.ThinkingSigner;

/**
 * Writes a request that began in Java or in another protocol as JSON of the Messages API
 * (https://platform.claude.com/docs/en/api/messages). Never writes null; what the API cannot say is
 * refused, or noted where an answer is still an answer. What the asked model wants to be told in
 * other words is told so by {@link Attempt#capabilities}: its traits {@code thinking} ({@code
 * adaptive}, {@code always}, {@code between_tools}, {@code budget}), {@code effort} (the levels it
 * takes, with spaces between them), {@code schema} ({@code tool}, {@code closed}) and {@code
 * sampling} ({@code one}). One use.
 */
public final class AnthropicRequestWriter {
  /** https://platform.claude.com/docs/en/build-with-claude/vision. */
  private static final ImageTypes IMAGES =
      ImageTypes.of(Set.of("image/jpeg", "image/png", "image/gif", "image/webp"));

  private final StringBuilder json = new StringBuilder(512);
  private final Set<String> written = new HashSet<>();
  private final ChatRequest request;
  private final Optional<Tool> schemaTool;
  private final String backend;
  private final Attempt attempt;

  /**
   * A writer of that request.
   *
   * @param backend the backend's name, for errors and notes
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} when the API or the model has no word
   *     for something that changes the answer
   */
  public AnthropicRequestWriter(ChatRequest request, String backend, Attempt attempt) {
    ChatRequest settled = settled(request, backend, attempt);
    IMAGES.check(settled, backend);
    this.schemaTool = SchemaTool.of(settled, backend, attempt);
    this.request = schemaTool.map(tool -> SchemaTool.forced(settled, tool)).orElse(settled);
    this.backend = backend;
    this.attempt = attempt;
  }

  /** Fields of another protocol are settled; those set in Java are meant for this API. */
  private static ChatRequest settled(ChatRequest request, String backend, Attempt attempt) {
    return ForeignFields.in(request)
        ? ForeignFields.settle(
            request,
            Set.of(
                ToolFields.PARALLEL,
                BlockWriter.CACHE_CONTROL,
                AnthropicDecoder.REDACTED,
                ThinkingSigner.FIELD),
            backend,
            attempt)
        : request;
  }

  /**
   * The body of a streamed chat.
   *
   * @param usualLimit the limit of tokens for a request that sets none, by how many of them may be
   *     thinking; the API wants one
   */
  public byte[] chat(String model, IntUnaryOperator usualLimit) {
    List<Message> messages = PastThinking.takenBack(request.messages(), model, attempt);
    ThinkingPlan plan =
        ThinkingPlan.of(request.withMessages(messages), usualLimit, backend, attempt);
    if (plan.without()) {
      messages = PastThinking.withoutInOpenTurn(messages, attempt);
    }
    prompt(model, messages);
    field(LimitFields.MAX_TOKENS, Integer.toString(plan.maxTokens()));
    if (!request.limits().stop().isEmpty()) {
      field(LimitFields.STOP, LimitFields.json(request.limits().stop()));
    }
    sampling(request.sampling());
    plan.thinking().ifPresent(thinking -> field(ThinkingFields.THINKING, thinking));
    ResponseFormat format = ClosedSchema.of(request.responseFormat(), attempt.capabilities());
    OutputFields.json(OutputFields.format(format), plan.effort(), request.extensions())
        .ifPresent(config -> field(OutputFields.CONFIG, config));
    field("stream", "true");
    extensions();
    return bytes();
  }

  /** The body of a count of the prompt's tokens. */
  public byte[] count(String model) {
    prompt(model, PastThinking.takenBack(request.messages(), model, attempt));
    return bytes();
  }

  /** The decoder of that model's answer to it. */
  public AnswerDecoder decoder(String subject, String model) {
    return schemaTool.isPresent()
        ? new SchemaToolDecoder(subject, schemaTool.get().name())
        : new AnthropicDecoder(subject, model);
  }

  private byte[] bytes() {
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void prompt(String model, List<Message> messages) {
    ForeignTurns conversation = ForeignTurns.of(messages, attempt);
    json.append('{');
    field("model", Json.quote(model));
    conversation.system().ifPresent(system -> field("system", system));
    field("messages", conversation.turns());
    Optional<String> tools = ToolFields.json(request.tools(), request.extensions());
    if (tools.isPresent()) {
      field("tools", tools.get());
      ToolFields.choice(request.toolChoice(), request.extensions())
          .ifPresent(choice -> field(ToolFields.CHOICE, choice));
    }
  }

  private void sampling(Sampling sampling) {
    if (sampling.temperature().orElse(0) > 1) {
      throw ThinkingPlan.unsupported(
          backend, "does not support a temperature above 1", "Lower it.");
    }
    number("temperature", sampling.temperature());
    if (sampling.temperature().isPresent() && sampling.topP().isPresent() && takesOne()) {
      attempt.note("top_p was left out: the model takes it only without a temperature");
    } else {
      number("top_p", sampling.topP());
    }
    if (sampling.topK().isPresent()) {
      field("top_k", Integer.toString(sampling.topK().getAsInt()));
    }
    note(sampling.minP().isPresent(), "min-p");
    note(sampling.seed().isPresent(), "a seed");
    note(sampling.penalties().repeat().isPresent(), "a repeat penalty");
    note(sampling.penalties().presence().isPresent(), "a presence penalty");
    note(sampling.penalties().frequency().isPresent(), "a frequency penalty");
  }

  private boolean takesOne() {
    return attempt.capabilities().trait("sampling").orElse("").equals("one");
  }

  private void note(boolean present, String what) {
    if (present) {
      attempt.note(
          "backend '" + backend + "' takes no such thing as " + what + "; it was left out");
    }
  }

  private void number(String name, OptionalDouble value) {
    if (value.isPresent()) {
      field(name, Double.toString(value.getAsDouble()));
    }
  }

  private void extensions() {
    for (String name : request.extensions().names()) {
      String value = request.extensions().json(name).orElse("null");
      if (name.startsWith(ThinkingFields.FIELD)) {
        throw ThinkingPlan.unsupported(
            backend, "does not support '" + name + "' alone", "Give 'thinking' as a whole.");
      }
      boolean elsewhere = ExtensionFields.deeper(name) && !name.equals(ThinkingFields.THINKING);
      if (!elsewhere && !value.equals("null")) {
        ExtensionFields.checkNoRoute(name);
        field(name, RawJson.checked(value, "'" + name + "'"));
      }
    }
  }

  private void field(String name, String value) {
    if (!written.add(name)) {
      throw InvalidRequest.of("The field '" + name + "' is there twice: once in the extensions.");
    }
    json.append(written.size() > 1 ? "," : "").append(Json.quote(name)).append(':').append(value);
  }
}
