package org.jackfield.plugin.ollama;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.wire.EndpointUrl;
import org.jackfield.wire.Framing;
import org.jackfield.wire.Upstream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls to one Ollama server, with the model that they are about. Thread-safe. */
final class OllamaClient {
  private final String name;
  private final Settings settings;
  private final String base;
  private final Upstream upstream;

  OllamaClient(BackendContext context) {
    name = context.name();
    settings = context.settings();
    URI endpoint = settings.url("endpoint");
    base = EndpointUrl.base(endpoint, name);
    upstream =
        new Upstream(
            context.http(), context.clock(), new OllamaErrors(EndpointUrl.hostPort(endpoint)));
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
   * The answer to a chat; the server is asked to stream it.
   *
   * @param logprobs whether log probabilities were asked for; a server without any is noted
   */
  ChatStream chat(ObjectNode body, String model, Attempt attempt, boolean logprobs) {
    return upstream.chat(
        post("/api/chat", body),
        model,
        attempt,
        Framing.LINES,
        true,
        subject -> new OllamaDecoder(subject, logprobs ? attempt::note : silently -> {}));
  }

  /** The whole answer to a POST that is about that model. */
  JsonNode ask(String path, ObjectNode body, String model, Attempt attempt) {
    return upstream.json(post(path, body), model, attempt);
  }

  /** The whole answer to a GET. */
  JsonNode get(String path, Attempt attempt) {
    return upstream.json(complete(HttpCall.get(URI.create(base + path))), model(""), attempt);
  }

  private HttpCall post(String path, ObjectNode body) {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return complete(HttpCall.postJson(URI.create(base + path), json));
  }

  private HttpCall complete(HttpCall call) {
    return settings
        .findSecret("api_key")
        .map(key -> call.withSecret("Authorization", "Bearer ", key))
        .orElse(call);
  }

  /** An answer that Ollama does not give; {@code how} ends a sentence about the server. */
  BackendException broken(String how) {
    return upstream.broken(model(""), how);
  }
}
