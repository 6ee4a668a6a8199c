package org.jackfield.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** A client that sends just the bytes it is given, and shows just the bytes it gets. */
public final class RawClient implements AutoCloseable {
  private final Socket socket;

  /** A client of the server at that port of this machine. */
  public RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) ScriptedUpstream.PATIENCE.toMillis());
  }

  /** Sends that text, a byte for each character. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends these bytes. */
  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** A POST of JSON with its right length, and these further header lines. */
  public RawClient post(String path, String json, String... headers) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length);
    head.append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return send(head.append("\r\n").toString()).send(body);
  }

  /** Everything up to the marker; fails at the end of the stream. */
  public String readUntil(String marker) throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!seen.toString(StandardCharsets.UTF_8).contains(marker)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The server closed after: " + seen.toString(StandardCharsets.UTF_8));
      }
      seen.write(next);
    }
    return seen.toString(StandardCharsets.UTF_8);
  }

  /** Everything until the server closes; a reset counts as closed. */
  public String readToEnd() throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(seen);
    } catch (SocketException reset) {
      seen.write("\n(reset)".getBytes(StandardCharsets.UTF_8));
    }
    return seen.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
