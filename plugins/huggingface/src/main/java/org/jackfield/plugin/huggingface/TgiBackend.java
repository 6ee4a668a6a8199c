package org.jackfield.plugin.huggingface;

import java.util.List;
import java.util.OptionalLong;
import org.jackfield.openaiwire.HealthRoute;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.openaiwire.OpenAiTokenCount;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.Health;
import org.jackfield.wire.WireBackend;
import tools.jackson.databind.JsonNode;

/** A server of text-generation-inference, with the paths that it has beside the dialect. */
final class TgiBackend {
  private final TgiModels models;
  private final HealthRoute health;

  private TgiBackend(OpenAiCalls calls) {
    this.models = new TgiModels(calls);
    this.health = new HealthRoute(calls, "/health");
  }

  static Backend of(OpenAiCalls calls, String name) {
    TgiBackend tgi = new TgiBackend(calls);
    OpenAiChat chat = new OpenAiChat(calls);
    return new WireBackend(
        Server.TGI.capabilities(),
        tgi::probe,
        new TgiChat(chat, name),
        new OpenAiTokenCount(
            calls, chat, calls.endpoint().beside(), "/chat_tokenize", TgiBackend::tokens),
        tgi.models);
  }

  private static OptionalLong tokens(JsonNode answer) {
    JsonNode tokens = answer.path("tokenize_response");
    return tokens.isArray() ? OptionalLong.of(tokens.size()) : OptionalLong.empty();
  }

  private Health probe(Attempt attempt) {
    health.check(attempt);
    List<String> found =
        models.models(attempt).stream()
            .map(
                model ->
                    model.id()
                        + (model.contextTokens().isPresent()
                            ? " (" + model.contextTokens().getAsInt() + " tokens)"
                            : ""))
            .toList();
    return Health.up(models.base() + ", " + String.join(", ", found));
  }
}
