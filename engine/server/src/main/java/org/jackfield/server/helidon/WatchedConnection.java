package org.jackfield.server.helidon;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection with what it is doing and since when. The connection's own thread moves it
 * from phase to phase; the watch looks at it, and ends it, under the same lock.
 */
final class WatchedConnection implements ConnectionContext {
  /** What a connection is doing. */
  enum Phase {
    /** Between requests. */
    IDLE,
    /** A request's head is coming in. */
    HEAD,
    /** A request's body is coming in. */
    BODY,
    /** A request is being served: nothing is read. */
    SERVING,
    /** A piece of the reply is going out. */
    WRITING
  }

  private static final byte[] TIMEOUT =
      "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ConnectionContext context;
  private final DataReader reader;
  private Phase phase = Phase.IDLE;
  private long sinceNanos = System.nanoTime();
  private long servingSinceNanos;
  private @Nullable CompletableFuture<byte[]> ahead;
  private @Nullable Runnable onGone;

  WatchedConnection(ConnectionContext context) {
    this.context = context;
    this.reader = DataReader.create(this::bytes);
  }

  /** The next bytes, perhaps those that the look for the client has read; blocks. */
  private byte @Nullable [] bytes() {
    CompletableFuture<byte[]> pending;
    synchronized (this) {
      pending = ahead;
      ahead = null;
    }
    byte[] bytes = pending == null ? read() : await(pending);
    synchronized (this) {
      if (phase == Phase.IDLE) {
        enter(Phase.HEAD);
      }
    }
    return bytes;
  }

  private byte[] read() {
    DataReader source = context.dataReader();
    source.ensureAvailable();
    return source.readBytes(source.available());
  }

  private static byte[] await(CompletableFuture<byte[]> pending) {
    try {
      return pending.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  /** Enters a phase now. */
  synchronized void enter(Phase next) {
    phase = next;
    sinceNanos = System.nanoTime();
    if (next == Phase.SERVING && servingSinceNanos == 0) {
      servingSinceNanos = sinceNanos;
    }
    if (next == Phase.IDLE) {
      servingSinceNanos = 0;
      onGone = null;
    }
  }

  synchronized Phase phase() {
    return phase;
  }

  synchronized long nanosInPhase(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  /** What to run if the client goes away while it is being served. */
  synchronized void onGone(Runnable action) {
    onGone = action;
  }

  /**
   * Looks whether the client of a request that takes long is still there, by one read that stays
   * pending: it ends when the client goes away, or brings the next request, which is kept.
   */
  synchronized void lookForClient(long nowNanos, long afterNanos) {
    boolean slow = servingSinceNanos != 0 && nowNanos - servingSinceNanos >= afterNanos;
    if (slow && ahead == null) {
      CompletableFuture<byte[]> pending = new CompletableFuture<>();
      ahead = pending;
      Thread.ofVirtual().name("client-look").start(() -> look(pending));
    }
  }

  private void look(CompletableFuture<byte[]> pending) {
    try {
      pending.complete(read());
    } catch (RuntimeException e) {
      pending.completeExceptionally(e);
      gone();
    }
  }

  private void gone() {
    Runnable action;
    synchronized (this) {
      action = onGone;
      onGone = null;
    }
    if (action != null) {
      action.run();
    }
  }

  /** Ends a connection whose request did not come in time. */
  void timeOut() {
    try {
      context.serverSocket().write(BufferData.create(TIMEOUT));
    } catch (RuntimeException e) {
      System.getLogger(WatchedConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "A late client had gone already", e);
    } finally {
      closeNow();
    }
  }

  /** Closes the socket; the connection's thread ends by that. */
  void closeNow() {
    gone();
    try {
      context.serverSocket().close();
    } catch (RuntimeException e) {
      System.getLogger(WatchedConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "A connection was closed already", e);
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return context.dataWriter();
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
