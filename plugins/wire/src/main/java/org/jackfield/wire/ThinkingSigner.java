package org.jackfield.wire;

import java.util.Optional;
import org.jackfield.spi.Extensions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Who signed a part of thinking, or encrypted it: only that model takes it back. Travels as an
 * extension of the part, and by it to clients of protocols that have no field for a signature.
 *
 * @param provider whose signature it is, such as {@code "anthropic"}
 * @param model the model, as it was asked for
 */
public record ThinkingSigner(String provider, String model) {
  /** The extension's name. */
  public static final String FIELD = "signed_by";

  /** The extension of a part that was signed so. */
  public Extensions extension() {
    return Extensions.NONE.with(
        FIELD, "{\"provider\":" + Json.quote(provider) + ",\"model\":" + Json.quote(model) + "}");
  }

  /** The signer among these extensions. */
  public static Optional<ThinkingSigner> in(Extensions fields) {
    return fields.json(FIELD).flatMap(ThinkingSigner::read);
  }

  private static Optional<ThinkingSigner> read(String json) {
    try {
      JsonNode node = Json.tree(json);
      Optional<String> model = Json.text(node, "model");
      return Json.text(node, "provider").flatMap(provider -> model.map(m -> of(provider, m)));
    } catch (JacksonException malformed) {
      return Optional.empty();
    }
  }

  private static ThinkingSigner of(String provider, String model) {
    return new ThinkingSigner(provider, model);
  }
}
