package org.jackfield.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * One response as it comes off a socket of its own. The reading thread owns everything but {@code
 * closed} and the socket, which any thread may close.
 */
final class TestingExchange implements HttpExchange {
  private static final int LINE_LIMIT_BYTES = 64 << 10;
  private static final int HEADER_LIMIT = 1000;

  /** How the end of the body shows. */
  private enum Framing {
    CHUNKED,
    LENGTH,
    UNTIL_CLOSE
  }

  private final Socket socket;
  private final HttpCall call;
  private volatile boolean closed;
  private InputStream in = InputStream.nullInputStream();
  private final List<String> headers = new ArrayList<>();
  private int status;
  private Framing framing = Framing.UNTIL_CLOSE;

  /** Bytes left in the chunk or the body; -1 after the last. */
  private long left;

  /** Whether the line end after a chunk's bytes is still to come; it may be late. */
  private boolean lineEndDue;

  TestingExchange(Socket socket, HttpCall call) {
    this.socket = socket;
    this.call = call;
  }

  void readHead(InputStream stream) throws IOException {
    in = stream;
    do {
      headers.clear();
      status = status(line());
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.indexOf(':') <= 0 || headers.size() == HEADER_LIMIT) {
          throw broken("its header line is not one: " + line);
        }
        headers.add(line);
      }
    } while (status < 200);
    if (header("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
      framing = Framing.CHUNKED;
    } else if (header("Content-Length").isPresent()) {
      framing = Framing.LENGTH;
      left = length(header("Content-Length").get());
    }
    if (status == 204 || status == 304 || (framing == Framing.LENGTH && left == 0)) {
      left = -1;
    }
  }

  private int status(String line) {
    if (!line.matches("HTTP/1\\.[01] [1-9]\\d\\d( .*)?")) {
      throw broken("its first line is not HTTP");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private long length(String value) {
    if (!value.matches("\\d{1,18}")) {
      throw broken("its Content-Length is " + value);
    }
    return Long.parseLong(value);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    try {
      if (framing == Framing.CHUNKED && left == 0) {
        left = chunkSize();
      }
      if (left < 0) {
        return end();
      }
      int most = framing == Framing.UNTIL_CLOSE ? length : (int) Math.min(left, length);
      int count = in.read(buffer, offset, most);
      if (count < 0) {
        return framing == Framing.UNTIL_CLOSE ? end() : cut(null);
      }
      took(count);
      return count;
    } catch (IOException e) {
      return cut(e);
    }
  }

  private void took(int count) {
    if (framing == Framing.UNTIL_CLOSE) {
      return;
    }
    left -= count;
    if (framing == Framing.LENGTH && left == 0) {
      left = -1;
    } else {
      lineEndDue = left == 0;
    }
  }

  private int end() {
    if (closed) {
      throw cancelled();
    }
    return -1;
  }

  /** The size of the next chunk; -1 after the last. */
  private long chunkSize() throws IOException {
    if (lineEndDue && !line().isEmpty()) {
      throw broken("a chunk is longer than it says");
    }
    lineEndDue = false;
    String size = line().split(";", 2)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw broken("a chunk's size is '" + size + "'");
    }
    long bytes = Long.parseLong(size, 16);
    if (bytes > 0) {
      return bytes;
    }
    while (!line().isEmpty()) {
      // trailers are of no interest
    }
    return -1;
  }

  @Override
  public byte[] readAll(int limitBytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
      all.write(buffer, 0, n);
      if (all.size() > limitBytes) {
        throw broken("its body has more than " + limitBytes + " bytes");
      }
    }
    return all.toByteArray();
  }

  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
    } catch (IOException e) {
      throw new BackendException(ErrorCode.INTERNAL, "A socket does not close", e);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended");
      }
      if (line.size() == LINE_LIMIT_BYTES) {
        throw broken("a line has more than " + LINE_LIMIT_BYTES + " bytes");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int cut(@Nullable IOException cause) {
    if (closed) {
      throw cancelled();
    }
    throw new BackendException(
        ErrorCode.PROTOCOL, "The response to " + call + " ended before its end.", cause);
  }

  private BackendException cancelled() {
    return new BackendException(ErrorCode.CANCELLED, "The call to " + call + " was closed.");
  }

  private BackendException broken(String how) {
    return new BackendException(
        ErrorCode.PROTOCOL, "The response to " + call + " is not HTTP: " + how + ".");
  }
}
