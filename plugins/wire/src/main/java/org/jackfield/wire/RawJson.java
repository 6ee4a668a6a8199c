package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import tools.jackson.core.JacksonException;

/** JSON that somebody else wrote, such as a schema, and that goes into a body as it is. */
public final class RawJson {
  private RawJson() {}

  /**
   * The text, if it is one JSON value.
   *
   * @param owner what it belongs to, such as {@code tool 'f'}
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the owner, when it is not
   */
  public static String checked(String json, String owner) {
    try {
      if (!Json.tree(json).isMissingNode()) {
        return json;
      }
    } catch (JacksonException malformed) {
      throw InvalidRequest.of("The JSON of " + owner + " is not valid.");
    }
    throw InvalidRequest.of("The JSON of " + owner + " is empty.");
  }
}
