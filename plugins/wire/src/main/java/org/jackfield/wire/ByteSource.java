package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.http.HttpExchange;

/** Bytes as they arrive; {@link HttpExchange#read} is one. */
@FunctionalInterface
public interface ByteSource {
  /**
   * Reads some bytes; blocks until there is at least one.
   *
   * @return how many were read, or -1 at the end
   * @throws BackendException as {@link HttpExchange#read}
   */
  int read(byte[] buffer, int offset, int length);
}
