package org.jackfield.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpExchange;

/** A response that is all there: status, headers by lower-case name, body. */
record TestingExchange(int status, Map<String, String> headers, byte[] content)
    implements HttpExchange {
  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    return -1;
  }

  @Override
  public byte[] readAll(int limitBytes) {
    if (content.length > limitBytes) {
      throw new BackendException(ErrorCode.PROTOCOL, "too large");
    }
    return content;
  }

  @Override
  public void close() {}
}
