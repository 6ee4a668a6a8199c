package org.jackfield.spi.chat;

import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * A request body in its protocol's own JSON, kept byte for byte. Immutable and thread-safe; made by
 * the codec that read it. Fields here are the top-level fields of the JSON object.
 */
public interface WireBody {
  /** What it is written in. */
  Protocol protocol();

  /** The bytes; do not change them. */
  byte[] bytes();

  /** The same body with that field's value replaced in place, or added as the last field. */
  WireBody with(String field, String json);

  /** The same body without that field. */
  WireBody without(String field);

  /** The same body with the touched fields written anew from the changed request. */
  WireBody apply(ChatRequest changed, Set<ChatRequest.Field> touched);

  /**
   * Whether the body may say anything of these fields, told without decoding it; true also when
   * that cannot be told.
   */
  default boolean says(ChatRequest.Field field) {
    return true;
  }

  /**
   * What the body says, in canonical form.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} that names the field when the body
   *     is not a request
   */
  ChatRequest.Builder decode();
}
