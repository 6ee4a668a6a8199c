package org.jackfield.wire;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpExchange;

/**
 * Builds the error of a refused call from its response: waiting time, status and request id are
 * read from the head, the provider's text is masked, and {@code X-Should-Retry} is obeyed.
 */
public final class UpstreamError {
  /** The largest error body that is read, in bytes. */
  public static final int BODY_LIMIT_BYTES = 256 * 1024;

  private static final List<String> REQUEST_ID_HEADERS =
      List.of("x-request-id", "request-id", "apim-request-id");

  private UpstreamError() {}

  /** The body of a refusal; empty when it cannot be read, which must not hide the status. */
  public static byte[] body(HttpExchange response) {
    try {
      return response.readAll(BODY_LIMIT_BYTES);
    } catch (BackendException unreadable) {
      if (unreadable.code() == ErrorCode.PROTOCOL) {
        return new byte[0];
      }
      throw unreadable;
    }
  }

  /**
   * The error of a refusal.
   *
   * @param subject who refused, such as {@code "Backend 'openai' (gpt-5-mini)"}
   * @param code what the codec made of status and body
   * @param text the provider's own text; empty when it gave none
   */
  public static BackendException of(
      HttpExchange response, InstantSource clock, String subject, ErrorCode code, String text) {
    String shown = ProviderText.shown(text);
    String said = shown.isEmpty() ? "" : ": " + shown;
    BackendException error =
        new BackendException(
                obeying(response.header("x-should-retry"), code),
                subject + " answered with HTTP " + response.status() + said)
            .withUpstreamStatus(response.status());
    Optional<String> id = requestId(response);
    if (id.isPresent()) {
      error = error.withUpstreamId(id.get());
    }
    var wait = RetryAfter.of(response, clock);
    return wait.isPresent() ? error.withRetryAfter(wait.get()) : error;
  }

  /**
   * The error that an answer turned out to be, although its status was good.
   *
   * @param text the provider's own text; empty when it gave none
   */
  public static BackendException inAnswer(String subject, ErrorCode code, String text) {
    String shown = ProviderText.shown(text);
    BackendException error =
        new BackendException(
            code, subject + " failed while answering" + (shown.isEmpty() ? "." : ": " + shown));
    return Hints.add(error, Hints.of(code).orElse(""));
  }

  /** The upstream's id of the request. */
  public static Optional<String> requestId(HttpExchange response) {
    for (String name : REQUEST_ID_HEADERS) {
      Optional<String> id = response.header(name).filter(text -> !text.isBlank());
      if (id.isPresent()) {
        return id.map(ProviderText::shown);
      }
    }
    return Optional.empty();
  }

  /**
   * The code that {@code X-Should-Retry} leaves: "false" makes a code that would be tried again its
   * neighbour that is not, "true" makes a failure of the backend one that is. As the providers' own
   * clients do (https://github.com/anthropics/anthropic-sdk-java, RetryingHttpClient).
   */
  static ErrorCode obeying(Optional<String> shouldRetry, ErrorCode code) {
    if (shouldRetry.filter("false"::equalsIgnoreCase).isPresent() && code.retryable()) {
      return code == ErrorCode.RATE_LIMITED ? ErrorCode.QUOTA_EXHAUSTED : ErrorCode.PROTOCOL;
    }
    if (shouldRetry.filter("true"::equalsIgnoreCase).isPresent()
        && (code == ErrorCode.PROTOCOL || code == ErrorCode.INTERNAL)) {
      return ErrorCode.UNAVAILABLE;
    }
    return code;
  }
}
