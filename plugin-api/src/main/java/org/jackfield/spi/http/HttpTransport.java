package org.jackfield.spi.http;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Pooled HTTP, through the proxy that the environment names ({@code HTTPS_PROXY}, {@code
 * HTTP_PROXY}, {@code NO_PROXY}; never for this machine itself). Thread-safe. HTTP/1.1, no
 * redirects, no retries, no cookies, no content coding.
 */
public interface HttpTransport {
  /**
   * Sends the call and waits for the head of the response, whatever its status.
   *
   * @throws BackendException {@link ErrorCode#UNAVAILABLE} when no connection can be made or it
   *     broke before the head (its message names host and port), {@link ErrorCode#PROTOCOL} when
   *     the head is not HTTP, {@link ErrorCode#CANCELLED} when the attempt ended meanwhile, {@link
   *     ErrorCode#INVALID_REQUEST} when a header or the URL cannot be sent
   */
  HttpExchange send(HttpCall call, Attempt attempt);
}
