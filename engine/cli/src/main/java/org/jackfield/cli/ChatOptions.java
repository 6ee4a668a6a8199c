package org.jackfield.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.PromptRequest;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * How to ask: the options of {@code chat}.
 *
 * @param backend the one backend to ask
 * @param model the model; empty for the backend's own
 * @param profile the profile to take
 * @param system instructions to the model
 * @param temperature how freely tokens are chosen
 * @param maxTokens the longest answer
 * @param stream whether to show the answer while it comes
 * @param prompt the prompt template to begin with
 * @param schema the JSON Schema that the answer has to follow
 */
record ChatOptions(
    Optional<String> backend,
    String model,
    Optional<String> profile,
    Optional<String> system,
    OptionalDouble temperature,
    OptionalInt maxTokens,
    boolean stream,
    Optional<PromptRequest> prompt,
    Optional<String> schema) {

  private static final String BACKEND = "--backend";
  private static final String MODEL = "--model";
  private static final String PROFILE = "--profile";
  private static final String SYSTEM = "--system";
  private static final String TEMPERATURE = "--temperature";
  private static final String MAX_TOKENS = "--max-tokens";
  private static final String NO_STREAM = "--no-stream";

  /** Adds these options. */
  static void addTo(CommandSpec spec) {
    addRouteTo(spec);
    spec.addOption(
        Specs.text(SYSTEM, "TEXT", "Instructions to the model, ahead of the prompt.").build());
    spec.addOption(
        Specs.decimal(
                TEMPERATURE,
                "NUMBER",
                "How freely to choose words, 0 to 2; 0 takes the likeliest always.")
            .build());
    spec.addOption(Specs.number(MAX_TOKENS, "COUNT", "The longest answer, in tokens.").build());
    spec.addOption(Specs.flag(NO_STREAM, "Shows the answer when it is whole.").build());
    SchemaOption.addTo(spec);
  }

  /** Adds the options that choose who answers. */
  static void addRouteTo(CommandSpec spec) {
    spec.addOption(
        Specs.text(BACKEND, "NAME", "Asks this backend alone, with no fallback.").build());
    spec.addOption(
        Specs.text(MODEL, "NAME", "The model: NAME, BACKEND:NAME, or a backend or profile.")
            .build());
    spec.addOption(
        Specs.text(PROFILE, "NAME", "The profile of the configuration to take.").build());
  }

  /**
   * The options that were given.
   *
   * @throws UsageException when one is out of its range
   */
  static ChatOptions of(ParseResult arguments) {
    OptionalDouble temperature = OptionalDouble.empty();
    if (arguments.hasMatchedOption(TEMPERATURE)) {
      double value = arguments.matchedOptionValue(TEMPERATURE, 0.0);
      if (!(value >= 0 && value <= 2)) {
        throw new UsageException(TEMPERATURE + " is " + value + "; it goes from 0 to 2");
      }
      temperature = OptionalDouble.of(value);
    }
    OptionalInt maxTokens = OptionalInt.empty();
    if (arguments.hasMatchedOption(MAX_TOKENS)) {
      int value = arguments.matchedOptionValue(MAX_TOKENS, 0);
      if (value < 1) {
        throw new UsageException(MAX_TOKENS + " is " + value + "; it must be at least 1");
      }
      maxTokens = OptionalInt.of(value);
    }
    return new ChatOptions(
        Specs.value(arguments, BACKEND),
        Specs.value(arguments, MODEL).orElse(""),
        Specs.value(arguments, PROFILE),
        Specs.value(arguments, SYSTEM),
        temperature,
        maxTokens,
        !arguments.hasMatchedOption(NO_STREAM),
        Optional.empty(),
        SchemaOption.schema(arguments));
  }

  /** The same with that backend and its own model. */
  ChatOptions withBackend(String name) {
    return new ChatOptions(
        Optional.of(name), "", profile, system, temperature, maxTokens, stream, prompt, schema);
  }

  /** The same with no backend and no model: as configured. */
  ChatOptions asConfigured() {
    return new ChatOptions(
        Optional.empty(), "", profile, system, temperature, maxTokens, stream, prompt, schema);
  }

  /** The same with that model. */
  ChatOptions withModel(String name) {
    return new ChatOptions(
        backend, name, profile, system, temperature, maxTokens, stream, prompt, schema);
  }

  /** The same beginning with that prompt template. */
  ChatOptions withPrompt(PromptRequest template) {
    return new ChatOptions(
        backend,
        model,
        profile,
        system,
        temperature,
        maxTokens,
        stream,
        Optional.of(template),
        schema);
  }

  /** The request for the next answer of that conversation. */
  ChatRequest request(List<Message> conversation) {
    List<Message> messages = new ArrayList<>();
    system.map(Message::system).ifPresent(messages::add);
    messages.addAll(conversation);
    Sampling sampling =
        temperature.isPresent()
            ? Sampling.NONE.withTemperature(temperature.getAsDouble())
            : Sampling.NONE;
    Limits limits =
        maxTokens.isPresent() ? Limits.NONE.withMaxOutputTokens(maxTokens.getAsInt()) : Limits.NONE;
    ChatRequest.Builder request =
        ChatRequest.builder()
            .model(model)
            .messages(messages)
            .sampling(sampling)
            .limits(limits)
            .delivery(delivery());
    schema
        .map(json -> ResponseFormat.jsonSchema("answer", json, false))
        .ifPresent(request::responseFormat);
    return messages.isEmpty() ? request.draft() : request.build();
  }

  /** An answer that has to follow a schema is of no use before it is whole, and can be mended. */
  private ChatRequest.Delivery delivery() {
    return stream && schema.isEmpty() ? ChatRequest.Delivery.STREAM : ChatRequest.Delivery.WHOLE;
  }

  /** Who is to answer, and with which template. */
  CallOptions call() {
    CallOptions call = CallOptions.NONE;
    if (profile.isPresent()) {
      call = call.withProfile(profile.get());
    }
    if (prompt.isPresent()) {
      call = call.withPrompt(prompt.get());
    }
    return backend.isPresent() ? call.withBackend(backend.get()) : call;
  }
}
