package org.jackfield.engine.call;

import java.util.Map;
import org.jackfield.spi.Extensions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Log probabilities that come beside the pieces of an answer, put together as OpenAI's whole
 * answers have them: lists of tokens by what they are of, {@code {"content":[…],"refusal":[…]}}
 * (https://platform.openai.com/docs/api-reference/chat/object). Used by one thread.
 */
final class Logprobs {
  /** The extension that has them: of a chunk those of its piece, of a reply all. */
  static final String FIELD = "logprobs";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ObjectNode all = JsonNodeFactory.instance.objectNode();
  private boolean unread;

  /** Adds those of a piece. */
  void add(String json) {
    try {
      JsonNode lists = JSON.readTree(json);
      unread |= !lists.isObject();
      for (Map.Entry<String, JsonNode> list : lists.properties()) {
        if (list.getValue() instanceof ArrayNode tokens) {
          all.withArrayProperty(list.getKey()).addAll(tokens);
        } else {
          unread |= !list.getValue().isNull();
        }
      }
    } catch (JacksonException e) {
      unread = true;
    }
  }

  /** Whether some were no lists of tokens, and are not among all. */
  boolean unread() {
    return unread;
  }

  /** The same extensions and, where there are any, all of them. */
  Extensions beside(Extensions others) {
    return all.isEmpty() ? others : others.with(FIELD, all.toString());
  }
}
