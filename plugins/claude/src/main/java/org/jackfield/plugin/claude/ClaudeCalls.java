package org.jackfield.plugin.claude;

import java.net.URI;
import java.time.InstantSource;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Secret;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.wire.Json;
import org.jackfield.wire.UpstreamError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls to the API: headers, and refusals turned into errors that say what to do. Thread-safe. */
final class ClaudeCalls {
  /** The largest whole answer that is read, in bytes. */
  static final int ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;

  private final String backend;
  private final String base;
  private final Secret key;
  private final String version;
  private final HttpTransport http;
  private final InstantSource clock;

  ClaudeCalls(
      String backend,
      String base,
      Secret key,
      String version,
      HttpTransport http,
      InstantSource clock) {
    this.backend = backend;
    this.base = base;
    this.key = key;
    this.version = version;
    this.http = http;
    this.clock = clock;
  }

  String backend() {
    return backend;
  }

  String base() {
    return base;
  }

  HttpCall get(String path) {
    return complete(HttpCall.get(URI.create(base + path)));
  }

  HttpCall post(String path, byte[] body) {
    return complete(HttpCall.postJson(URI.create(base + path), body));
  }

  private HttpCall complete(HttpCall call) {
    return call.withHeader("anthropic-version", version).withSecret("x-api-key", "", key);
  }

  /** A call that the API accepted; the caller closes the exchange. */
  HttpExchange send(HttpCall call, String model, Attempt attempt) {
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

  /** The JSON object that a call is answered with. */
  JsonNode json(HttpCall call, String model, Attempt attempt) {
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
    return "Backend '" + backend + "'" + (model.isEmpty() ? "" : " (" + model + ")");
  }

  /** What to do when the URL seems wrong. */
  String endpointHint() {
    return "Check 'endpoint' of backend '"
        + backend
        + "' (now "
        + base
        + "): is a server with Anthropic's Messages API there?";
  }

  private BackendException refusal(HttpExchange exchange, String model) {
    ClaudeErrors.Details details = ClaudeErrors.read(UpstreamError.body(exchange));
    ErrorCode code = ClaudeErrors.classify(exchange.status(), details);
    BackendException error =
        UpstreamError.of(exchange, clock, subject(model), code, details.message());
    String hint = hint(error.code(), model);
    return hint.isEmpty() ? error : error.withHint(hint);
  }

  private String hint(ErrorCode code, String model) {
    return switch (code) {
      case AUTHENTICATION ->
          "Set ANTHROPIC_API_KEY, or 'api_key' of backend '" + backend + "', to a valid key.";
      case PERMISSION -> "The key is good, but may not do this: check its workspace.";
      case MODEL_NOT_FOUND ->
          "Check the model name '" + model + "' of backend '" + backend + "' (CLAUDE_MODEL).";
      case CONTEXT_LENGTH -> "Shorten the prompt, or use a model with a larger context.";
      case RATE_LIMITED -> "Wait, or send fewer requests at once.";
      case QUOTA_EXHAUSTED -> "Check the plan and billing of this account; waiting does not help.";
      case OVERLOADED -> "The API has too much to do; try again later.";
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
