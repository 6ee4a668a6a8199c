package org.jackfield.server.helidon;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jackfield.engine.config.ServerLimits;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every connection five times a second, on one daemon thread: ends those whose request
 * comes in too slowly or whose client reads too slowly, closes idle ones, and tells requests that
 * take long when their client has gone.
 */
final class ConnectionWatch implements AutoCloseable {
  private static final Duration SWEEP = Duration.ofMillis(200);
  private static final Duration KEEP_IDLE = Duration.ofSeconds(75);
  private static final Duration WRITE = Duration.ofSeconds(60);

  private final Map<String, WatchedConnection> connections = new ConcurrentHashMap<>();
  private final Supplier<ServerLimits> limits;
  private volatile boolean closed;

  ConnectionWatch(Supplier<ServerLimits> limits) {
    this.limits = limits;
    Thread.ofPlatform().daemon().name("client-watch").start(this::run);
  }

  void add(WatchedConnection connection) {
    connections.put(connection.socketId() + connection.childSocketId(), connection);
  }

  void remove(WatchedConnection connection) {
    connections.remove(connection.socketId() + connection.childSocketId());
  }

  /** The connection of a request, by its socket's ids. */
  @Nullable WatchedConnection find(String serverSocketId, String socketId) {
    return connections.get(serverSocketId + socketId);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(this, SWEEP.toNanos());
      long now = System.nanoTime();
      connections.values().forEach(connection -> look(connection, now));
    }
  }

  private void look(WatchedConnection connection, long now) {
    long nanos = connection.nanosInPhase(now);
    switch (connection.phase()) {
      case IDLE -> closeAfter(connection, nanos, KEEP_IDLE);
      case HEAD -> timeOutAfter(connection, nanos, limits.get().headerTimeout());
      case BODY -> timeOutAfter(connection, nanos, limits.get().bodyTimeout());
      case SERVING -> connection.lookForClient(now, SWEEP.toNanos());
      case WRITING -> closeAfter(connection, nanos, WRITE);
    }
  }

  private static void closeAfter(WatchedConnection connection, long nanos, Duration limit) {
    if (nanos > limit.toNanos()) {
      connection.closeNow();
    }
  }

  private static void timeOutAfter(WatchedConnection connection, long nanos, Duration limit) {
    if (nanos > limit.toNanos()) {
      connection.timeOut();
    }
  }

  /** Closes every connection. */
  void closeAll() {
    connections.values().forEach(WatchedConnection::closeNow);
  }

  @Override
  public void close() {
    closed = true;
  }
}
