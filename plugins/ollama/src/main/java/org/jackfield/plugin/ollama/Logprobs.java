package org.jackfield.plugin.ollama;

import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Log probabilities of tokens, which the canonical model has no word for: asked for by the
 * extensions that OpenAI's clients send. Ollama tells each token as they know it, without the
 * object around them.
 */
final class Logprobs {
  /** The extension that asks for them, and kind and extension of the chunk that has them. */
  static final String FIELD = "logprobs";

  /** The extension that says how many likely tokens to tell beside each. */
  static final String TOP_FIELD = "top_logprobs";

  private Logprobs() {}

  /** Whether the request wants them. */
  static boolean asked(ChatRequest request) {
    return request.extensions().json(FIELD).filter("true"::equals).isPresent();
  }

  /** The tokens of a line as the extension of a chunk. */
  static Extensions read(JsonNode tokens) {
    ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
    logprobs.set("content", tokens);
    return Extensions.NONE.with(FIELD, logprobs.toString());
  }
}
