package org.jackfield.plugin.gemini;

import java.net.URI;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Secret;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.wire.Framing;
import org.jackfield.wire.Upstream;
import tools.jackson.databind.JsonNode;

/** Calls to the API; the key goes into a header and never into a URL. Thread-safe. */
final class GeminiCalls {
  private final String backend;
  private final String base;
  private final String version;
  private final Secret key;
  private final Upstream upstream;

  GeminiCalls(BackendContext context, String base, String version) {
    this.backend = context.name();
    this.base = base;
    this.version = version;
    this.key = context.settings().secret("api_key");
    this.upstream =
        new Upstream(context.http(), context.clock(), new GeminiErrors(context.name(), base));
  }

  String backend() {
    return backend;
  }

  String base() {
    return base;
  }

  /** The answer to a chat, as a stream of events: without {@code alt=sse} it would be a list. */
  ChatStream chat(String model, byte[] body, Attempt attempt) {
    URI url = url("/" + ModelResource.of(model).path() + ":streamGenerateContent?alt=sse");
    return upstream.chat(
        keyed(HttpCall.postJson(url, body)),
        model,
        attempt,
        Framing.EVENTS,
        true,
        GeminiDecoder::new);
  }

  /** What the API answers at that path below its version. */
  JsonNode get(String path, Attempt attempt) {
    return upstream.json(keyed(HttpCall.get(url(path))), "", attempt);
  }

  /** What a method of a model answers. */
  JsonNode post(String model, String method, byte[] body, Attempt attempt) {
    URI url = url("/" + ModelResource.of(model).path() + ":" + method);
    return upstream.json(keyed(HttpCall.postJson(url, body)), model, attempt);
  }

  private URI url(String path) {
    return URI.create(base + "/" + version + path);
  }

  private HttpCall keyed(HttpCall call) {
    return call.withSecret("x-goog-api-key", "", key);
  }

  /** An answer that breaks the protocol; {@code how} ends a sentence about the API. */
  BackendException broken(String model, String how) {
    return upstream.broken(model, how);
  }
}
