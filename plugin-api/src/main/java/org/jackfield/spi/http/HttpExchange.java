package org.jackfield.spi.http;

import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * A response whose body is still on its way. One reader; {@link #close} may be called from any
 * thread, any number of times: it unblocks the reader and frees or closes the connection.
 */
public interface HttpExchange extends AutoCloseable {
  /** The HTTP status. */
  int status();

  /** The first header of that name, whatever its case. */
  Optional<String> header(String name);

  /**
   * Reads some bytes of the body as they arrive; blocks until there is at least one.
   *
   * @return how many were read, or -1 at the end of the body
   * @throws BackendException {@link ErrorCode#PROTOCOL} when the body was cut, {@link
   *     ErrorCode#CANCELLED} when the exchange was closed meanwhile
   */
  int read(byte[] buffer, int offset, int length);

  /**
   * The rest of the body.
   *
   * @throws BackendException as {@link #read}, and {@link ErrorCode#PROTOCOL} when there are more
   *     than that many bytes
   */
  byte[] readAll(int limitBytes);

  @Override
  void close();
}
