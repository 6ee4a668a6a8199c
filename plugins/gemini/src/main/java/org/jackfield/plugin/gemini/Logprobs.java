package org.jackfield.plugin.gemini;

import java.nio.charset.StandardCharsets;
import org.jackfield.spi.Extensions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Log probabilities of tokens, which the canonical model has no word for: asked for by the
 * extensions that OpenAI's clients send, answered in the shape that they know
 * (https://platform.openai.com/docs/api-reference/chat/object).
 */
final class Logprobs {
  /** The extension that asks for them, and kind and extension of the chunk that has them. */
  static final String FIELD = "logprobs";

  /** The extension that says how many likely tokens to tell beside each. */
  static final String TOP_FIELD = "top_logprobs";

  private Logprobs() {}

  /** A candidate's {@code logprobsResult} as the extension of a chunk. */
  static Extensions read(JsonNode result) {
    ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
    ArrayNode content = logprobs.putArray("content");
    JsonNode chosen = result.path("chosenCandidates");
    for (int i = 0; i < chosen.size(); i++) {
      ArrayNode top = token(content.addObject(), chosen.path(i)).putArray(TOP_FIELD);
      for (JsonNode other : result.path("topCandidates").path(i).path("candidates")) {
        token(top.addObject(), other);
      }
    }
    return Extensions.NONE.with(FIELD, logprobs.toString());
  }

  /** The API leaves out a log probability of 0, which is certainty. */
  private static ObjectNode token(ObjectNode target, JsonNode candidate) {
    String token = candidate.path("token").asString("");
    target.put("token", token);
    target.put("logprob", candidate.path("logProbability").asDouble(0));
    ArrayNode bytes = target.putArray("bytes");
    for (byte one : token.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(Byte.toUnsignedInt(one));
    }
    return target;
  }
}
