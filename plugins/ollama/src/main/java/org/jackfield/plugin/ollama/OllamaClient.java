package org.jackfield.plugin.ollama;

import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends requests to one Ollama server and turns its refusals into errors. Thread-safe. */
final class OllamaClient {
  /** Enough for the embeddings of a thousand texts. */
  private static final int ANSWER_LIMIT_BYTES = 64 << 20;

  private final String name;
  private final Settings settings;
  private final HttpTransport http;
  private final InstantSource clock;
  private final String base;

  OllamaClient(BackendContext context) {
    name = context.name();
    settings = context.settings();
    http = context.http();
    clock = context.clock();
    base = settings.url("endpoint").toString().replaceAll("/+$", "");
  }

  /** Host and port of the server, as people write it. */
  String hostPort() {
    URI endpoint = settings.url("endpoint");
    int standard = "https".equals(endpoint.getScheme()) ? 443 : 80;
    return endpoint.getHost() + ":" + (endpoint.getPort() < 0 ? standard : endpoint.getPort());
  }

  /**
   * The model to use for a request that asks for that one, or for none. A backend that is said to
   * keep data on this machine is not talked into the cloud by a request.
   */
  String model(String asked) {
    String own = settings.string("model");
    if (OllamaModel.runsInCloud(asked) && !OllamaModel.runsInCloud(own)) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED,
              "Model '" + asked + "' runs in Ollama's cloud; backend '" + name + "' does not.")
          .withHint("Configure a backend with that model, so that its data rule is known.");
    }
    return asked.isEmpty() ? own : asked;
  }

  /**
   * The answer to a POST, accepted with status 200 and still on its way.
   *
   * @param model the model that the request is about, for the error's text
   */
  HttpExchange post(String path, ObjectNode body, String model, Attempt attempt) {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return accepted(HttpCall.postJson(URI.create(base + path), json), model, attempt);
  }

  /** The whole answer to a POST. */
  JsonNode ask(String path, ObjectNode body, String model, Attempt attempt) {
    try (HttpExchange exchange = post(path, body, model, attempt)) {
      return whole(exchange);
    }
  }

  /** The whole answer to a GET. */
  JsonNode get(String path, Attempt attempt) {
    HttpCall call = HttpCall.get(URI.create(base + path));
    try (HttpExchange exchange = accepted(call, model(""), attempt)) {
      return whole(exchange);
    }
  }

  private HttpExchange accepted(HttpCall plain, String model, Attempt attempt) {
    HttpCall call =
        settings
            .findSecret("api_key")
            .map(key -> plain.withSecret("Authorization", "Bearer ", key))
            .orElse(plain);
    HttpExchange exchange = send(call, attempt);
    if (exchange.status() == 200) {
      return exchange;
    }
    try (exchange) {
      throw OllamaErrors.refusal(exchange, clock, hostPort(), model);
    }
  }

  private HttpExchange send(HttpCall call, Attempt attempt) {
    try {
      return http.send(call, attempt);
    } catch (BackendException e) {
      if (e.code() == ErrorCode.UNAVAILABLE && e.getCause() instanceof ConnectException) {
        throw OllamaErrors.serverNotFound(hostPort(), e);
      }
      throw e;
    }
  }

  private JsonNode whole(HttpExchange exchange) {
    return Json.find(exchange.readAll(ANSWER_LIMIT_BYTES))
        .filter(JsonNode::isObject)
        .orElseThrow(() -> OllamaErrors.notOllama(hostPort(), "its answer is not a JSON object"));
  }
}
