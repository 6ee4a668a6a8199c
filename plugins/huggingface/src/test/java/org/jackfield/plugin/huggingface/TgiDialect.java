package org.jackfield.plugin.huggingface;

import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.Answer;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.ChatCompletionsDialect;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.contract.RequestCase;
import org.jackfield.testkit.contract.Sent;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/**
 * How text-generation-inference speaks, by its description of the API
 * (https://huggingface.github.io/text-generation-inference) and the texts of its sources
 * (router/src/validation.rs, router/src/infer/mod.rs).
 */
final class TgiDialect extends ChatCompletionsDialect {
  static final String INFO =
      "{\"model_id\":\"HuggingFaceTB/SmolLM2-135M-Instruct\",\"model_sha\":\"abc\","
          + "\"model_pipeline_tag\":\"text-generation\",\"max_concurrent_requests\":128,"
          + "\"max_best_of\":2,\"max_stop_sequences\":4,\"max_input_tokens\":1024,"
          + "\"max_total_tokens\":2048,\"validation_workers\":2,\"max_client_batch_size\":4,"
          + "\"router\":\"text-generation-router\",\"version\":\"3.3.6\"}";

  TgiDialect() {
    super("tgi");
  }

  @Override
  public String type() {
    return "huggingface";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of("endpoint", upstream.toString(), "api_key", CANARY);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(
        EnumSet.of(
            Behaviour.DOCUMENTS,
            Behaviour.AUDIO,
            Behaviour.THINKING,
            Behaviour.EFFORT,
            Behaviour.TOP_K,
            Behaviour.MIN_P,
            Behaviour.PENALTIES));
  }

  @Override
  public Set<Answer.Figure> figures() {
    return Set.of();
  }

  /**
   * A schema is a grammar of its own kind
   * (https://huggingface.co/docs/text-generation-inference/basic_tutorials/using_guidance).
   */
  @Override
  public Sent sent(RequestCase request) {
    return switch (request) {
      case JSON ->
          Sent.of("/response_format", "{\"type\":\"json\",\"value\":{\"type\":\"object\"}}");
      case JSON_SCHEMA ->
          Sent.of("/response_format", "{\"type\":\"json\",\"value\":" + RequestCase.SCHEMA + "}");
      default -> super.sent(request);
    };
  }

  /** The model of {@link #INFO}; {@code tgi} is only what requests call it. */
  @Override
  public List<String> models() {
    return List.of("HuggingFaceTB/SmolLM2-135M-Instruct");
  }

  @Override
  public Optional<OperationCase> tokenCount() {
    String token = "{\"id\":1,\"text\":\"a\",\"start\":0,\"stop\":1}";
    return Optional.of(
        tokenCount(
            "/chat_tokenize",
            "{\"tokenize_response\":["
                + String.join(",", Collections.nCopies(42, token))
                + "],\"templated_text\":\"a\"}"));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        of(422, "Input validation error: `top_p` must be > 0.0 and < 1.0", "validation"),
        ErrorCase.of(
            "a body that is no request",
            Reply.whole(
                422, "text/plain", "Failed to deserialize the JSON body into the target type"),
            ErrorCode.INVALID_REQUEST),
        of(
            422,
            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 2000"
                + " `inputs` tokens and 100 `max_new_tokens`",
            "validation",
            ErrorCode.CONTEXT_LENGTH),
        of(
            422,
            "Input validation error: `inputs` must have less than 1024 tokens. Given: 4000",
            "validation",
            ErrorCode.CONTEXT_LENGTH),
        of(
            422,
            "Input validation error: grammar is not supported",
            "validation",
            ErrorCode.UNSUPPORTED),
        of(422, "Template error: syntax error", "template_error"),
        of(
            424,
            "Request failed during generation: Server error: out of memory",
            "generation",
            ErrorCode.UNAVAILABLE),
        of(429, "Model is overloaded", "overloaded", ErrorCode.OVERLOADED),
        of(500, "Incomplete generation", "incomplete_generation", ErrorCode.UNAVAILABLE),
        ErrorCase.of(
            "a token that is none",
            Reply.whole(401, "text/plain", ""),
            ErrorCode.AUTHENTICATION,
            "HF_TOKEN"),
        ErrorCase.of(
            "a gateway that has no such model",
            Reply.json(404, "{\"error\":\"Model HuggingFaceTB/x does not exist\"}"),
            ErrorCode.MODEL_NOT_FOUND));
  }

  private static ErrorCase of(int status, String text, String type) {
    return of(status, text, type, ErrorCode.INVALID_REQUEST);
  }

  private static ErrorCase of(int status, String text, String type, ErrorCode code) {
    return ErrorCase.of(
        status + " " + text,
        Reply.json(status, "{\"error\":\"" + text + "\",\"error_type\":\"" + type + "\"}"),
        code);
  }

  /** In a stream even a request that it refuses is told by an event, always with a 422. */
  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        event("Request failed during generation: out of memory", ErrorCode.UNAVAILABLE),
        event("Model is overloaded", ErrorCode.OVERLOADED),
        event("Incomplete generation stream", ErrorCode.UNAVAILABLE),
        event(
            "Input validation error: `inputs` must have less than 1024 tokens. Given: 4000",
            ErrorCode.CONTEXT_LENGTH),
        event(
            "Input validation error: `temperature` must be strictly positive",
            ErrorCode.INVALID_REQUEST));
  }

  private static StreamError event(String text, ErrorCode code) {
    return new StreamError(
        text,
        "data: {\"error\":{\"message\":\"" + text + "\",\"http_status_code\":422}}\n\n",
        code);
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return switch (request.target()) {
      case "/health" -> Optional.of(Reply.whole(200, "text/plain", ""));
      case "/info" -> Optional.of(Reply.json(200, INFO));
      default -> Optional.empty();
    };
  }
}
