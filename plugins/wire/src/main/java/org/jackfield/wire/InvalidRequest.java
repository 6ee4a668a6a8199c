package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Makes the errors of a request that makes no sense: each names the field, and has a word for what
 * is wrong with it ({@link RequestFault}).
 */
public final class InvalidRequest {
  private InvalidRequest() {}

  /** A request that is wrong as a whole. */
  public static BackendException of(String message) {
    return new BackendException(ErrorCode.INVALID_REQUEST, message);
  }

  private static BackendException fault(String code, String path, String message) {
    return new BackendException(ErrorCode.INVALID_REQUEST, message, new RequestFault(code))
        .withParameter(path);
  }

  /** The field is not what it must be. */
  public static BackendException field(String path, String expected) {
    return fault("invalid_value", path, "'" + path + "' must be " + expected + ".");
  }

  /** The field is of another kind than it must be. */
  public static BackendException type(String path, String expected) {
    return fault("invalid_type", path, "'" + path + "' must be " + expected + ".");
  }

  /** The field must be there. */
  public static BackendException missing(String path) {
    return fault("missing_required_parameter", path, "'" + path + "' is missing.");
  }

  /** The number is too small or too large; the kind is "integer" or "decimal". */
  public static BackendException range(String path, String expected, String kind, boolean below) {
    String code = kind + (below ? "_below_min_value" : "_above_max_value");
    return fault(code, path, "'" + path + "' must be " + expected + ".");
  }

  /** The list has no entry, and must have one. */
  public static BackendException empty(String path) {
    return fault("empty_array", path, "'" + path + "' must have at least one entry.");
  }

  /** The list has too many entries. */
  public static BackendException tooMany(String path, int most) {
    return fault(
        "array_above_max_length", path, "'" + path + "' has more than " + most + " entries.");
  }

  /** The field is there and must not be. */
  public static BackendException unknown(String path, String why) {
    return fault("unknown_parameter", path, why);
  }

  /**
   * The body is not JSON: where, and what of it. Of what was written no more than one character is
   * shown.
   */
  public static BackendException json(JacksonException error, byte[] body) {
    String what =
        switch (error) {
          case UnexpectedEndOfInputException _ -> "it ends too early";
          case StreamConstraintsException _ -> "a name, a number or a text in it is too long";
          default -> "something unexpected";
        };
    TokenStreamLocation at = error.getLocation();
    return of("The request body is not valid JSON: " + what + place(at, body) + ".");
  }

  /** Where the parser gave up, which is at what it did not expect, or right behind it. */
  private static String place(@Nullable TokenStreamLocation at, byte[] body) {
    if (at == null || at.getByteOffset() < 0) {
      return "";
    }
    int offset = (int) Math.min(at.getByteOffset(), body.length);
    boolean visible = offset < body.length && body[offset] > ' ' && body[offset] < 127;
    return (visible ? " at or before '" + (char) body[offset] + "'" : "")
        + " (line "
        + at.getLineNr()
        + ", column "
        + at.getColumnNr()
        + ", byte "
        + offset
        + ")";
  }
}
