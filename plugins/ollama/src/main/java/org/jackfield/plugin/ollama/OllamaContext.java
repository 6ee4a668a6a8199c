package org.jackfield.plugin.ollama;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Tells how long a prompt was that did not fit, and how much would have: Ollama's own error has
 * neither figure.
 */
record OllamaContext(OllamaClient client, Settings settings) {
  /** English text has about that many bytes a token; other scripts have more bytes and tokens. */
  private static final int BYTES_PER_TOKEN = 4;

  /** The same error with both figures, where the size of the context can be learnt. */
  BackendException told(
      BackendException error, ChatRequest request, String model, Attempt attempt) {
    OptionalLong context = size(model, attempt);
    if (context.isEmpty()) {
      return error;
    }
    long tokens = Math.max(estimate(request), context.getAsLong() + 1);
    return error.withMessage(
        "The prompt of about "
            + tokens
            + " tokens (estimated) does not fit the context of "
            + context.getAsLong()
            + " tokens. "
            + error.message());
  }

  private static long estimate(ChatRequest request) {
    long bytes = 0;
    for (Message message : request.messages()) {
      bytes += message.text().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes / BYTES_PER_TOKEN;
  }

  /** What is configured, or what the server has loaded the model with (GET /api/ps). */
  private OptionalLong size(String model, Attempt attempt) {
    if (settings.has("num_ctx")) {
      return OptionalLong.of(settings.integer("num_ctx"));
    }
    try {
      for (JsonNode loaded : client.get("/api/ps", attempt).path("models")) {
        if (OllamaModel.same(Json.text(loaded, "name").orElse(""), model)) {
          return Json.integer(loaded, "context_length");
        }
      }
    } catch (BackendException unanswered) {
      return OptionalLong.empty(); // the error that is to be told is the first one
    }
    return OptionalLong.empty();
  }
}
