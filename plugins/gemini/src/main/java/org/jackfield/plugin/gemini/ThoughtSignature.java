package org.jackfield.plugin.gemini;

import java.util.Optional;
import org.jackfield.spi.Extensions;
import org.jackfield.wire.Json;
import tools.jackson.core.JacksonException;

/**
 * The signature of the thinking behind a part, which the API wants back with it
 * (https://ai.google.dev/gemini-api/docs/thought-signatures). It travels as the extension {@code
 * extra_content}, shaped as Google's own OpenAI-compatible API does, so that clients which know
 * that one send it back.
 */
final class ThoughtSignature {
  /** The extension's name. */
  static final String FIELD = "extra_content";

  /** What Google's guide says to send with a call that no Gemini signed. */
  static final String NOT_SIGNED = "skip_thought_signature_validator";

  private ThoughtSignature() {}

  /** The extension that carries the signature. */
  static Extensions extension(String signature) {
    return Extensions.NONE.with(
        FIELD, "{\"google\":{\"thought_signature\":" + Json.quote(signature) + "}}");
  }

  /** The signature among these extensions. */
  static Optional<String> in(Extensions fields) {
    return fields.json(FIELD).flatMap(ThoughtSignature::read);
  }

  private static Optional<String> read(String json) {
    try {
      return Json.text(Json.tree(json).path("google"), "thought_signature")
          .filter(signature -> !signature.isEmpty());
    } catch (JacksonException malformed) {
      return Optional.empty();
    }
  }
}
