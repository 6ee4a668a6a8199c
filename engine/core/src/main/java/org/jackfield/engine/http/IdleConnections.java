package org.jackfield.engine.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import okhttp3.Connection;

/**
 * Looks at a pooled connection before it is used again: the server may have closed it meanwhile,
 * and a call that is sent on it could not tell that from a server that closed because of the call.
 * OkHttp looks too, but only after ten idle seconds, and common servers close after five. A plain
 * connection is looked at each time, which costs one system call; below TLS bytes may come at any
 * time, so there the look is a read of a millisecond, and what was used just now is spared it.
 * Thread-safe.
 */
final class IdleConnections {
  private static final long LOOK_AFTER_NANOS = 200_000_000;
  private static final int LOOK_MILLIS = 1;
  private static final int MAX_KNOWN = 4_096;

  private final LongSupplier nanoClock;
  private final Map<Connection, Long> secureSince = new ConcurrentHashMap<>();

  IdleConnections(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** It is idle from now on. Those that the pool drops are forgotten when there are too many. */
  void put(Connection connection) {
    if (connection.handshake() == null) {
      return;
    }
    if (secureSince.size() >= MAX_KNOWN) {
      secureSince.clear();
    }
    secureSince.put(connection, nanoClock.getAsLong());
  }

  /** It is about to be used: closed when the server has closed it, so that nothing is sent. */
  void take(Connection connection) {
    Socket socket = connection.socket();
    try {
      if (!open(connection, socket)) {
        socket.close();
      }
    } catch (IOException e) {
      System.getLogger(IdleConnections.class.getName())
          .log(System.Logger.Level.TRACE, "Closed already", e);
    }
  }

  private boolean open(Connection connection, Socket socket) {
    Long since = secureSince.remove(connection);
    try {
      SocketChannel channel = socket.getChannel();
      return channel != null
          ? open(channel)
          : since == null || nanoClock.getAsLong() - since < LOOK_AFTER_NANOS || openByRead(socket);
    } catch (IOException e) {
      return false; // reset, or closed on our side
    }
  }

  /** Nothing may come on an idle connection: neither an end nor a byte. */
  private static boolean open(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } finally {
      channel.configureBlocking(true);
    }
  }

  private static boolean openByRead(Socket socket) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout(LOOK_MILLIS);
    try {
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(before);
    }
  }
}
