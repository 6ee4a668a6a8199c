package org.jackfield.plugin.claude;

import java.net.URI;
import java.util.function.Function;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Secret;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.Framing;
import org.jackfield.wire.Upstream;
import tools.jackson.databind.JsonNode;

/** Calls to the API, with its headers. Thread-safe. */
final class ClaudeCalls {
  private final String backend;
  private final String base;
  private final Secret key;
  private final String version;
  private final boolean standsIn;
  private final Upstream upstream;

  ClaudeCalls(BackendContext context, String base) {
    this.backend = context.name();
    this.base = base;
    this.key = context.settings().secret("api_key");
    this.version = context.settings().string("anthropic_version");
    this.standsIn = !ClaudeFactory.ENDPOINT.equals(base);
    this.upstream =
        new Upstream(context.http(), context.clock(), new ClaudeErrors(context.name(), base));
  }

  String backend() {
    return backend;
  }

  String base() {
    return base;
  }

  /** The answer to a chat, streamed or whole. */
  ChatStream chat(
      byte[] body,
      String model,
      Attempt attempt,
      boolean streamed,
      Function<String, AnswerDecoder> decoder) {
    HttpCall call = complete(HttpCall.postJson(url("/v1/messages"), body));
    return upstream.chat(call, model, attempt, Framing.EVENTS, streamed, decoder);
  }

  JsonNode get(String path, Attempt attempt) {
    return upstream.json(complete(HttpCall.get(url(path))), "", attempt);
  }

  JsonNode post(String path, byte[] body, String model, Attempt attempt) {
    return upstream.json(complete(HttpCall.postJson(url(path), body)), model, attempt);
  }

  private URI url(String path) {
    return URI.create(base + path);
  }

  /** Some servers that stand in for the API take the key as a bearer's only: vLLM is one. */
  private HttpCall complete(HttpCall call) {
    HttpCall known = call.withHeader("anthropic-version", version).withSecret("x-api-key", "", key);
    return standsIn ? known.withSecret("Authorization", "Bearer ", key) : known;
  }

  /** An answer that breaks the protocol; {@code how} ends a sentence about the API. */
  BackendException broken(String model, String how) {
    return upstream.broken(model, how);
  }
}
