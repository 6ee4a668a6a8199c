package org.jackfield.engine.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * A response of {@link OkHttpTransport}. The reader holds {@code reading} while it reads; a closer
 * first cancels the call, which ends the read, and then frees the response under the same lock.
 */
final class OkHttpExchange implements HttpExchange {
  private static final int READ_BYTES = 8192;
  private static final int MOST_TRUSTED_BYTES = 1024 * 1024;

  private final Call call;
  private final Response response;
  private final BufferedSource source;
  private final Attempt attempt;
  private final HttpCall sent;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closed;
  private volatile boolean ended;

  OkHttpExchange(Call call, Response response, Attempt attempt, HttpCall sent) {
    this.call = call;
    this.response = response;
    this.source = response.body().source();
    this.attempt = attempt;
    this.sent = sent;
  }

  @Override
  public int status() {
    return response.code();
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(response.header(name));
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    reading.lock();
    try {
      if (closed) {
        throw cancelled(null);
      }
      int count = source.read(buffer, offset, length);
      ended = count < 0;
      return count;
    } catch (IOException | IllegalStateException e) {
      if (closed || attempt.cancelled()) {
        throw cancelled(e);
      }
      throw new BackendException(
          ErrorCode.PROTOCOL,
          "The answer of " + OkHttpTransport.place(sent.url()) + " was cut before its end.",
          e);
    } finally {
      reading.unlock();
    }
  }

  private BackendException cancelled(@Nullable Exception cause) {
    return new BackendException(ErrorCode.CANCELLED, sent + " was cancelled.", cause);
  }

  @Override
  public byte[] readAll(int limitBytes) {
    byte[] all = new byte[(int) Math.min(firstSize(), limitBytes + 1L)];
    int size = 0;
    for (int count = read(all, 0, all.length);
        count >= 0;
        count = read(all, size, all.length - size)) {
      size += count;
      if (size > limitBytes) {
        throw new BackendException(
            ErrorCode.PROTOCOL,
            "The answer of "
                + OkHttpTransport.place(sent.url())
                + " is longer than "
                + limitBytes
                + " bytes.");
      }
      if (size == all.length) {
        all = Arrays.copyOf(all, (int) Math.min(2L * size, limitBytes + 1L));
      }
    }
    return Arrays.copyOf(all, size);
  }

  /** Room for what is announced and the end behind it; no server reserves memory by a promise. */
  private long firstSize() {
    long announced = response.body().contentLength();
    return announced < 0 ? READ_BYTES : Math.min(announced + 1, MOST_TRUSTED_BYTES);
  }

  /**
   * Frees the connection. Read to its end it goes back to the pool; one that only lacks its last
   * bytes is given a moment for them; everything else is closed at once.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    boolean idle = reading.tryLock();
    if (!idle || attempt.cancelled()) {
      closed = true;
      call.cancel();
    }
    if (!idle) {
      reading.lock();
    }
    try {
      closed = true;
      if (!ended || !call.isCanceled()) {
        response.close();
      }
    } finally {
      reading.unlock();
    }
  }
}
