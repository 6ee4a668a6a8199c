package org.jackfield.wire;

import java.time.Duration;
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
   * @param refusal what the codec made of status and body
   * @param body the body, which may say how long to wait, and the id of the request
   */
  public static BackendException of(
      HttpExchange response,
      InstantSource clock,
      String subject,
      ErrorMap.Refusal refusal,
      byte[] body) {
    String shown = ProviderText.shown(refusal.text());
    Optional<String> shouldRetry = response.header("x-should-retry");
    ErrorCode code = healing(shouldRetry, refusal.code());
    String rest = shown.isEmpty() ? "" : ": " + shown;
    BackendException error =
        new BackendException(code, subject + " answered with HTTP " + response.status() + rest)
            .withUpstreamStatus(response.status());
    if (says(shouldRetry, "false")) {
      error = error.withoutRetry();
    }
    ErrorBody said = ErrorBody.read(body);
    Optional<String> id = requestId(response).or(() -> said.requestId().map(ProviderText::shown));
    if (id.isPresent()) {
      error = error.withUpstreamId(id.get());
    }
    Optional<Duration> wait =
        RetryAfter.of(response, clock)
            .or(() -> RetryAfter.of(said))
            .or(() -> code.retryable() ? RetryAfter.inText(refusal.text()) : Optional.empty());
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
   * The code of a refusal whose {@code X-Should-Retry} may say that a failure of the backend heals.
   * Providers' own clients obey it too (https://github.com/anthropics/anthropic-sdk-java,
   * RetryingHttpClient).
   */
  private static ErrorCode healing(Optional<String> shouldRetry, ErrorCode code) {
    boolean failure = code == ErrorCode.PROTOCOL || code == ErrorCode.INTERNAL;
    return failure && says(shouldRetry, "true") ? ErrorCode.UNAVAILABLE : code;
  }

  private static boolean says(Optional<String> shouldRetry, String word) {
    return shouldRetry.filter(word::equalsIgnoreCase).isPresent();
  }
}
