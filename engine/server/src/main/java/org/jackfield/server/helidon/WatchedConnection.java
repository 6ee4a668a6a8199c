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
  private boolean listening;
  private @Nullable Runnable onGone;

  WatchedConnection(ConnectionContext context) {
    this.context = context;
    this.reader = DataReader.create(this::bytes);
  }

  /** The next bytes; the first of a request end the idle phase. */
  private byte @Nullable [] bytes() {
    DataReader source = context.dataReader();
    source.ensureAvailable();
    byte[] bytes = source.readBytes(source.available());
    synchronized (this) {
      if (phase == Phase.IDLE) {
        enter(Phase.HEAD);
      }
    }
    return bytes;
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
      listening = false;
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
   * Looks whether the client of a request that takes long is still there. From the second look on a
   * read is pending; it ends when the client closes, or keeps the first byte of its next request.
   */
  void lookForClient(long nowNanos, long afterNanos) {
    Runnable gone = null;
    synchronized (this) {
      if (servingSinceNanos == 0 || nowNanos - servingSinceNanos < afterNanos) {
        return;
      }
      HelidonSocket socket = context.serverSocket();
      if (!listening) {
        listening = true;
        socket.idle();
      } else if (!socket.isConnected()) {
        gone = onGone;
        onGone = null;
      }
    }
    if (gone != null) {
      gone.run();
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
    Runnable gone;
    synchronized (this) {
      gone = onGone;
      onGone = null;
    }
    if (gone != null) {
      gone.run();
    }
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
