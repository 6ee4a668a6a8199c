package org.jackfield.testkit.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/**
 * A loopback port that refuses every connection for as long as this is open: it is bound, so nobody
 * else can take it, and nobody listens.
 */
public final class ClosedPort implements AutoCloseable {
  private final Socket bound;

  private ClosedPort(Socket bound) {
    this.bound = bound;
  }

  /** Takes a free port. */
  public static ClosedPort open() {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new ClosedPort(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address as a host and a port. */
  public String hostPort() {
    return "127.0.0.1:" + bound.getLocalPort();
  }

  /** Its address as a URL without a path. */
  public URI uri() {
    return URI.create("http://" + hostPort());
  }

  @Override
  public void close() {
    try {
      bound.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
