package org.jackfield.plugin.claude;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.jackfield.anthropicwire.AnthropicRequestBody;
import org.jackfield.anthropicwire.RequestFields;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Secret;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.Framing;
import org.jackfield.wire.UnknownFields;
import org.jackfield.wire.Upstream;
import tools.jackson.databind.JsonNode;

/** Calls to the API, with its headers. Thread-safe. */
final class ClaudeCalls {
  private final String backend;
  private final String base;
  private final Optional<Secret> key;
  private final Optional<Secret> token;
  private final String beta;
  private final String version;
  private final boolean standsIn;
  private final boolean unknownFields;
  private final Upstream upstream;

  ClaudeCalls(BackendContext context, String base) {
    this.backend = context.name();
    this.base = base;
    this.key = context.settings().findSecret("api_key");
    this.token = context.settings().findSecret("auth_token");
    this.beta =
        context.settings().has("beta") ? String.join(",", context.settings().strings("beta")) : "";
    this.version = context.settings().string("anthropic_version");
    this.standsIn = !ClaudeFactory.ENDPOINT.equals(base);
    this.unknownFields = UnknownFields.pass(context.settings());
    this.upstream =
        new Upstream(context.http(), context.clock(), new ClaudeErrors(context.name(), base));
  }

  String backend() {
    return backend;
  }

  String base() {
    return base;
  }

  /**
   * A body in this protocol.
   *
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} for a field that the API does not know,
   *     where the backend passes none
   */
  AnthropicRequestBody known(WireBody wire) {
    AnthropicRequestBody body = AnthropicRequestBody.read(wire.bytes());
    refuse(RequestFields.unknown(body));
    return body;
  }

  /** The request; an extension is refused as a field is by {@link #known(WireBody)}. */
  ChatRequest known(ChatRequest request) {
    refuse(RequestFields.unknown(request));
    return request;
  }

  private void refuse(Optional<String> unknown) {
    if (!unknownFields && unknown.isPresent()) {
      throw UnknownFields.refused(backend, unknown.get());
    }
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

  /** A token goes alone, as Anthropic's own SDKs send it. */
  private HttpCall complete(HttpCall call) {
    HttpCall known = call.withHeader("anthropic-version", version);
    if (!beta.isEmpty()) {
      known = known.withHeader("anthropic-beta", beta);
    }
    if (token.isPresent()) {
      return known.withSecret("Authorization", "Bearer ", token.get());
    }
    return key.isPresent() ? keyed(known, key.get()) : known;
  }

  /** Some servers that stand in for the API take the key as a bearer's only: vLLM is one. */
  private HttpCall keyed(HttpCall call, Secret key) {
    HttpCall keyed = call.withSecret("x-api-key", "", key);
    return standsIn ? keyed.withSecret("Authorization", "Bearer ", key) : keyed;
  }

  /** An answer that breaks the protocol; {@code how} ends a sentence about the API. */
  BackendException broken(String model, String how) {
    return upstream.broken(model, how);
  }
}
