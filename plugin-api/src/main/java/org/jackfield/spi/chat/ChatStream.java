package org.jackfield.spi.chat;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * An answer that its reader pulls. One reader; {@link #close} may be called from any thread, any
 * number of times, at any moment: it unblocks {@link #next} and frees the upstream.
 */
public interface ChatStream extends AutoCloseable {
  /**
   * The next chunk; blocks. The last one is a {@link Chunk.Finish}, and asking after it is a
   * caller's bug.
   *
   * @throws BackendException {@link ErrorCode#PROTOCOL} when the upstream's stream ended without
   *     its finish: a cut answer never looks complete; {@link ErrorCode#CANCELLED} when the stream
   *     was closed; and every other error of the upstream
   */
  Chunk next();

  /**
   * The tokens that the upstream has told of so far, for an answer that never comes to its finish;
   * {@link Usage#UNKNOWN} where it tells them with the finish only. From any thread, and after
   * {@link #close} too.
   */
  default Usage usage() {
    return Usage.UNKNOWN;
  }

  @Override
  void close();
}
