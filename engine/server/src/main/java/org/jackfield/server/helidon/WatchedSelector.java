package org.jackfield.server.helidon;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;

/** Puts every HTTP/1.1 connection under watch, and is otherwise the selector it wraps. */
final class WatchedSelector implements ServerConnectionSelector {
  private final ServerConnectionSelector selector;
  private final ConnectionWatch watch;

  WatchedSelector(ServerConnectionSelector selector, ConnectionWatch watch) {
    this.selector = selector;
    this.watch = watch;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return selector.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return selector.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return selector.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    WatchedConnection watched = new WatchedConnection(context);
    ServerConnection connection = selector.connection(watched);
    watch.add(watched);
    return new ServerConnection() {
      @Override
      public void handle(Limit limit) throws InterruptedException {
        try {
          connection.handle(limit);
        } finally {
          watch.remove(watched);
        }
      }

      @Override
      public Duration idleTime() {
        return connection.idleTime();
      }

      @Override
      public void close(boolean interrupt) {
        connection.close(interrupt);
      }
    };
  }
}
