package org.jackfield.openaiwire;

import java.time.InstantSource;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.wire.Json;
import org.jackfield.wire.UpstreamError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Calls to one OpenAI-speaking server: sends, and turns refusals into errors that say what to do.
 * Thread-safe.
 */
public final class OpenAiCalls {
  /** The largest whole answer that is read, in bytes. */
  static final int ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;

  private final OpenAiEndpoint endpoint;
  private final HttpTransport http;
  private final InstantSource clock;

  /** Calls to that server by that transport; the clock reads dates of waiting times. */
  public OpenAiCalls(OpenAiEndpoint endpoint, HttpTransport http, InstantSource clock) {
    this.endpoint = endpoint;
    this.http = http;
    this.clock = clock;
  }

  /** The server. */
  public OpenAiEndpoint endpoint() {
    return endpoint;
  }

  /**
   * A call that the server accepted; the caller closes the exchange.
   *
   * @throws BackendException when the key is missing, the server cannot be reached or refuses
   */
  public HttpExchange send(HttpCall call, String model, Attempt attempt) {
    endpoint
        .missingKey()
        .ifPresent(
            message -> {
              throw new BackendException(ErrorCode.AUTHENTICATION, message)
                  .withHint(endpoint.keyHint());
            });
    HttpExchange exchange = reach(call, attempt);
    boolean accepted = false;
    try {
      if (exchange.status() < 200 || exchange.status() > 299) {
        throw refusal(exchange, model);
      }
      accepted = true;
      return exchange;
    } finally {
      if (!accepted) {
        exchange.close();
      }
    }
  }

  private HttpExchange reach(HttpCall call, Attempt attempt) {
    try {
      return http.send(call, attempt);
    } catch (BackendException error) {
      if (error.code() == ErrorCode.UNAVAILABLE && error.hint().isEmpty()) {
        throw error.withHint(endpointHint());
      }
      throw error;
    }
  }

  /**
   * The JSON that a call is answered with.
   *
   * @throws BackendException as {@link #send}, and {@link ErrorCode#PROTOCOL} when it is not JSON
   */
  public JsonNode json(HttpCall call, String model, Attempt attempt) {
    try (HttpExchange exchange =
        send(call.withHeader("Accept", "application/json"), model, attempt)) {
      JsonNode node = Json.tree(exchange.readAll(ANSWER_LIMIT_BYTES));
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException malformed) {
      throw notJson();
    }
    throw notJson();
  }

  private BackendException notJson() {
    return new BackendException(
            ErrorCode.PROTOCOL, subject("") + " answered with something that is no JSON object.")
        .withHint(endpointHint());
  }

  /** The backend and the model, as errors name them. */
  String subject(String model) {
    String named = model.isEmpty() ? "" : " (" + model + ")";
    return "Backend '" + endpoint.backend() + "'" + named;
  }

  /** What to do when the URL seems wrong. */
  String endpointHint() {
    return "Check 'endpoint' of backend '"
        + endpoint.backend()
        + "' (now "
        + endpoint.base()
        + "): is a server with OpenAI's API there?";
  }

  private BackendException refusal(HttpExchange exchange, String model) {
    OpenAiErrors.Details details = OpenAiErrors.read(UpstreamError.body(exchange));
    ErrorCode code = OpenAiErrors.classify(exchange.status(), details);
    BackendException error =
        UpstreamError.of(exchange, clock, subject(model), code, details.message());
    String hint = hint(error.code(), model);
    return hint.isEmpty() ? error : error.withHint(hint);
  }

  private String hint(ErrorCode code, String model) {
    return switch (code) {
      case AUTHENTICATION, PERMISSION -> endpoint.keyHint();
      case MODEL_NOT_FOUND ->
          "Check the model name '" + model + "' of backend '" + endpoint.backend() + "'.";
      case CONTEXT_LENGTH -> "Shorten the prompt, or use a model with a larger context.";
      case RATE_LIMITED -> "Wait, or send fewer requests at once.";
      case QUOTA_EXHAUSTED -> "Check the plan and billing of this account; waiting does not help.";
      case OVERLOADED -> "The server has too much to do; try again later.";
      case PROTOCOL -> endpointHint();
      case INVALID_REQUEST,
          CONTENT_FILTERED,
          UNAVAILABLE,
          TIMEOUT,
          CANCELLED,
          UNSUPPORTED,
          INTERNAL ->
          "";
    };
  }
}
