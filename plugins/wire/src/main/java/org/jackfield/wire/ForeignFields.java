package org.jackfield.wire;

import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Protocol;

/**
 * What a backend does with fields of another protocol that the canonical model has no word for: a
 * field that only advises is left out and noted, one that already says what happens anyway is left
 * out, every other one is refused by name. Nothing is dropped silently.
 */
public final class ForeignFields {
  /** Fields that do not change what the model answers. */
  private static final Set<String> ADVISORY =
      Set.of(
          "user",
          "metadata",
          "store",
          "service_tier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "prompt_cache_options",
          "safety_identifier",
          "include_obfuscation",
          "cache_control",
          "prediction",
          "name",
          "detail",
          "parallel_tool_calls",
          "stream_options");

  private ForeignFields() {}

  /**
   * Whether the request came in by a wire, so that its extensions are fields of that protocol;
   * those of a request made in Java are meant for the backend that it goes to.
   */
  public static boolean in(ChatRequest request) {
    for (Protocol protocol : Protocol.values()) {
      if (request.wire(protocol).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Notes or refuses every field that the backend does not know itself.
   *
   * @param known fields that the backend carries over by itself
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} that names the first field that changes
   *     the answer
   */
  public static void settle(Extensions fields, Set<String> known, String backend, Attempt attempt) {
    for (String path : fields.names()) {
      String name = lastName(path);
      if (known.contains(path) || known.contains(name)) {
        continue;
      }
      String json = fields.json(path).orElse("null");
      if (ADVISORY.contains(name)) {
        attempt.note("backend '" + backend + "' takes no '" + path + "'; it was left out");
      } else if (!defaults(name, json)) {
        throw new BackendException(
                ErrorCode.UNSUPPORTED, "Backend '" + backend + "' does not support '" + path + "'.")
            .withParameter(path)
            .withHint("Leave '" + path + "' out, or use a backend that speaks its protocol.");
      }
    }
  }

  /** Whether the value asks for what every backend does anyway. */
  private static boolean defaults(String name, String json) {
    return switch (name) {
      case "n" -> json.equals("1");
      case "logprobs" -> json.equals("false");
      case "top_logprobs" -> json.equals("0");
      case "modalities" -> json.replace(" ", "").equals("[\"text\"]");
      case "logit_bias" -> json.replace(" ", "").equals("{}");
      default -> json.equals("null") || json.equals("[]");
    };
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
