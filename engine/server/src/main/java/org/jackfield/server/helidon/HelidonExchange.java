package org.jackfield.server.helidon;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jackfield.engine.config.ServerLimits;
import org.jackfield.server.Exchange;
import org.jackfield.server.Handler;
import org.jackfield.server.Refusal;
import org.jackfield.server.helidon.WatchedConnection.Phase;
import org.jspecify.annotations.Nullable;

/** A Helidon request and response as an exchange, its phases told to the watch. */
final class HelidonExchange implements Exchange {
  private static final int TOO_LARGE = 413;
  private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();

  private final ServerRequest request;
  private final ServerResponse response;
  private final ServerLimits limits;
  private final Map<String, String> always;
  private final @Nullable WatchedConnection connection;
  private boolean replied;

  HelidonExchange(
      ServerRequest request,
      ServerResponse response,
      ConnectionWatch watch,
      ServerLimits limits,
      Map<String, String> always) {
    this.request = request;
    this.response = response;
    this.limits = limits;
    this.always = always;
    this.connection = watch.find(request.serverSocketId(), request.socketId());
  }

  /** Serves it to its end. */
  void serve(Handler handler) {
    enter(Phase.BODY);
    if (connection != null && lastOfItsConnection()) {
      response.whenSent(connection::closeNow);
    }
    try {
      handler.handle(this);
      if (!replied) {
        throw new CloseConnectionException("The client has gone; there is nobody to reply to.");
      }
    } finally {
      enter(Phase.IDLE);
    }
  }

  /** Whether the client wants the connection closed after this reply, by its header or version. */
  private boolean lastOfItsConnection() {
    String version = request.prologue().protocolVersion();
    boolean close = version.equals("1.0");
    for (String value : headers("Connection")) {
      close |= value.toLowerCase(Locale.ROOT).contains("close");
    }
    return close;
  }

  private void enter(Phase phase) {
    if (connection != null) {
      connection.enter(phase);
    }
  }

  @Override
  public void checkHead() {
    if (headerFields() > limits.maxHeaders()) {
      throw new Refusal(
          431,
          "invalid_request_error",
          "too_many_headers",
          "A request may have " + limits.maxHeaders() + " headers.");
    }
  }

  /** All fields; Helidon's own size counts names, and a name may come any number of times. */
  private int headerFields() {
    int fields = 0;
    for (Header header : request.headers()) {
      fields += header.valueCount();
    }
    return fields;
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public String path() {
    return request.path().rawPath();
  }

  @Override
  public List<String> headers(String name) {
    HeaderName header = name(name);
    return request.headers().contains(header)
        ? request.headers().get(header).allValues()
        : List.of();
  }

  @Override
  public byte[] body() {
    long most = limits.maxBodyBytes();
    long announced = request.headers().contentLength().orElse(most);
    if (announced > most) {
      throw tooLarge(most);
    }
    try (InputStream in = request.content().inputStream()) {
      // One more than there may be, so that the end is seen.
      byte[] body = in.readNBytes((int) Math.min(announced + 1, Integer.MAX_VALUE));
      if (body.length > most) {
        throw tooLarge(most);
      }
      enter(Phase.SERVING);
      return body;
    } catch (RequestException e) {
      throw e.status().code() == TOO_LARGE
          ? tooLarge(most)
          : new Refusal(
              400, "invalid_request_error", "bad_http", "The body is not acceptable HTTP.");
    } catch (IOException | UncheckedIOException e) {
      throw new Refusal(
          400, "invalid_request_error", "body_cut", "The body did not come to its end.");
    }
  }

  private static Refusal tooLarge(long most) {
    return new Refusal(
        413,
        "invalid_request_error",
        "request_too_large",
        "The body is longer than " + most + " bytes.");
  }

  @Override
  public void onGone(Runnable action) {
    if (connection != null) {
      connection.onGone(action);
    }
  }

  @Override
  public void reply(int status, Map<String, String> headers, byte[] body) {
    if (replied) {
      throw new CloseConnectionException("The reply had begun and cannot be completed.");
    }
    replied = true;
    head(status, headers);
    enter(Phase.WRITING);
    response.send(body);
  }

  @Override
  public OutputStream begin(int status, Map<String, String> headers) {
    replied = true;
    head(status, headers);
    return new WatchedOutput(response.outputStream());
  }

  /** The names that handlers ask for and set are few and fixed; clients add none. */
  private static HeaderName name(String name) {
    return NAMES.computeIfAbsent(name, HeaderNames::create);
  }

  private void head(int status, Map<String, String> headers) {
    response.status(Status.create(status));
    always.forEach((name, value) -> response.headers().set(name(name), value));
    headers.forEach((name, value) -> response.headers().set(name(name), value));
  }

  /**
   * Output whose every piece is a phase of its own, so that a client that does not read is seen.
   */
  private final class WatchedOutput extends OutputStream {
    private final OutputStream out;

    WatchedOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      enter(Phase.WRITING);
      try {
        out.write(bytes, offset, length);
      } catch (UncheckedIOException | ServerConnectionException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (UncheckedIOException | ServerConnectionException e) {
        throw new IOException(e);
      } finally {
        enter(Phase.SERVING);
      }
    }

    @Override
    public void close() throws IOException {
      enter(Phase.WRITING);
      try {
        out.close();
      } catch (UncheckedIOException | ServerConnectionException e) {
        throw new IOException(e);
      }
    }
  }
}
