package org.jackfield.openaiwire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Makes the errors of a request that makes no sense: each names the field. */
final class InvalidRequest {
  private InvalidRequest() {}

  static BackendException of(String message) {
    return new BackendException(ErrorCode.INVALID_REQUEST, message);
  }

  /** The field is not what it must be. */
  static BackendException field(String path, String expected) {
    return of("'" + path + "' must be " + expected + ".");
  }

  /** The body is not JSON. */
  static BackendException json(JacksonException error) {
    TokenStreamLocation at = error.getLocation();
    String place =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    String reason = String.valueOf(error.getOriginalMessage());
    String shown = reason.length() > 160 ? reason.substring(0, 160) + "…" : reason;
    return of("The request body is not valid JSON: " + shown.replaceAll("\\p{Cntrl}", " ") + place);
  }
}
