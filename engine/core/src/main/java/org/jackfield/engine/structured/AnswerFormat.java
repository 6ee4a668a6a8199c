package org.jackfield.engine.structured;

import java.util.List;
import java.util.Optional;
import org.jackfield.engine.FormatFault;
import org.jackfield.engine.Structured;
import org.jackfield.engine.Structured.How;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The format that a request asks for, read once for its call. A backend that has a method for it
 * gets the request as it is; any other is asked in words. For one call, used by one thread at a
 * time.
 *
 * <p>The trait {@code schema} of a model says how it wants to be asked: {@code strict} marks one
 * that is held to a schema only by {@code strict}, {@code words} one that is to have the format
 * among its instructions beside the method, {@code closed} one whose method knows no open objects:
 * it is asked in words where a schema has them.
 */
public final class AnswerFormat {
  private static final String FIELD = "response_format";
  private static final String TRAIT = "schema";
  private static final String STRICT = "strict";
  private static final String WORDS = "words";
  private static final String CLOSED = "closed";
  private static final String NO_OBJECT = "it is JSON, and no JSON object";

  private final ResponseFormat format;
  private final @Nullable AnswerSchema schema;
  private final boolean strict;
  private final boolean closes;

  private AnswerFormat(
      ResponseFormat format, @Nullable AnswerSchema schema, boolean strict, boolean closes) {
    this.format = format;
    this.schema = schema;
    this.strict = strict;
    this.closes = closes;
  }

  /**
   * The format of that request; empty when any text will do.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that says what is wrong with its
   *     schema
   */
  public static Optional<AnswerFormat> of(ChatRequest request) {
    ResponseFormat format = request.responseFormat();
    return switch (format) {
      case ResponseFormat.Text text -> Optional.empty();
      case ResponseFormat.Json json -> Optional.of(new AnswerFormat(format, null, false, true));
      case ResponseFormat.JsonSchema described ->
          Optional.of(
              new AnswerFormat(
                  format,
                  read(described.schemaJson()),
                  described.strict() || unsaid(request, described),
                  closes(request, described)));
    };
  }

  /**
   * Whether a request that does not say {@code strict} may be made to: a client of OpenAI's could
   * have said it, and did not; nobody else has a word for it.
   */
  private static boolean unsaid(ChatRequest request, ResponseFormat.JsonSchema described) {
    return request.wire(Protocol.OPENAI_CHAT).isEmpty()
        && StrictSubset.holds(JsonText.read(described.schemaJson()));
  }

  /** Whether a model of closed objects can be asked by its method; a client of it knows that. */
  private static boolean closes(ChatRequest request, ResponseFormat.JsonSchema described) {
    return request.wire(Protocol.ANTHROPIC_MESSAGES).isPresent()
        || ClosedSubset.holds(JsonText.read(described.schemaJson()));
  }

  private static AnswerSchema read(String json) {
    try {
      return AnswerSchema.of(json);
    } catch (FormatFault e) {
      throw refusal(e);
    }
  }

  private static BackendException refusal(FormatFault fault) {
    return new BackendException(
            ErrorCode.INVALID_REQUEST,
            "'" + FIELD + "' has a schema that cannot be used: " + fault.message() + ".",
            fault)
        .withParameter(FIELD);
  }

  /** Who will see to the format with a model of these capabilities. */
  How how(Capabilities can) {
    boolean loose = schema != null && !strict && wants(can, STRICT);
    return hasMethod(can) && !loose ? How.CONSTRAINED : How.VALIDATED;
  }

  private boolean hasMethod(Capabilities can) {
    return can.has(schema == null ? Capability.JSON : Capability.JSON_SCHEMA)
        && (closes || !wants(can, CLOSED));
  }

  private static boolean wants(Capabilities can, String way) {
    return can.trait(TRAIT).filter(way::equals).isPresent();
  }

  /**
   * The request as a model of these capabilities is to be asked it: as it is, or with the format in
   * words and, where it has that much and that is what the schema wants, an object by its own
   * method for JSON.
   */
  public ChatRequest asked(ChatRequest request, Capabilities can) {
    if (hasMethod(can)) {
      return wants(can, WORDS)
          ? FormatWords.instructed(request, format)
          : wants(can, STRICT) ? strictly(request) : request;
    }
    boolean object = can.has(Capability.JSON) && schema != null && schema.ofObjects();
    ResponseFormat left = object ? ResponseFormat.json() : ResponseFormat.text();
    return FormatWords.instructed(request.withResponseFormat(left), format);
  }

  private ChatRequest strictly(ChatRequest request) {
    return strict && format instanceof ResponseFormat.JsonSchema described && !described.strict()
        ? request.withResponseFormat(
            ResponseFormat.jsonSchema(described.name(), described.schemaJson(), true))
        : request;
  }

  /** That request once more, with the answer it got and what is wrong with it. */
  public ChatRequest mending(ChatRequest asked, UnfitAnswer unfit) {
    return FormatWords.mending(asked, unfit);
  }

  /**
   * What holds one attempt's answer to it.
   *
   * @param backend the backend's name
   * @param can what the model can do
   * @param repair whether the backend is asked to mend its answer
   */
  public FormatWatch watch(String backend, Capabilities can, boolean repair) {
    return new FormatWatch(this, backend, new Structured(how(can), repair), !hasMethod(can));
  }

  /**
   * What is wrong with an answer; empty when it holds.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when it takes too much to find out
   */
  List<String> faults(String answer) {
    JsonNode value;
    try {
      value = JsonText.read(answer);
    } catch (FormatFault notJson) {
      return List.of(notJson.message());
    }
    if (schema == null) {
      return value.isObject() ? List.of() : List.of(NO_OBJECT);
    }
    try {
      return schema.faults(value);
    } catch (FormatFault e) {
      throw refusal(e);
    }
  }
}
