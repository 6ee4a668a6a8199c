package org.jackfield.server.helidon;

import io.helidon.http.DirectHandler;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.engine.config.ServerLimits;
import org.jackfield.openaiwire.OpenAiErrorBody;
import org.jackfield.server.Handler;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A Helidon server with one handler for everything. Thread-safe. */
public final class HelidonListener {
  private static final int MAX_CONNECTIONS = 10_000;
  private static final int WRITE_BUFFER_BYTES = 4096;

  private final WebServer server;
  private final ConnectionWatch watch;

  private HelidonListener(WebServer server, ConnectionWatch watch) {
    this.server = server;
    this.watch = watch;
  }

  /**
   * Starts to listen.
   *
   * @param config its address, and the largest body and header block for as long as it listens
   * @param limits what else holds for each request
   * @param always headers of every reply, asked for when its request comes; a handler may set
   *     others of the same names
   * @throws EngineException when the address cannot be listened on
   */
  public static HelidonListener start(
      ServerConfig config,
      Supplier<ServerLimits> limits,
      Supplier<Map<String, String>> always,
      Handler handler) {
    ConnectionWatch watch = new ConnectionWatch(limits);
    Http1Config http =
        Http1Config.builder()
            .maxHeadersSize(config.limits().maxHeaderBytes())
            .validatePath(true)
            .sendKeepAliveHeader(false)
            .build();
    Http1ConnectionSelector selector = Http1ConnectionSelector.builder().config(http).build();
    WebServer server =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            .protocolsDiscoverServices(false)
            .addConnectionSelector(new WatchedSelector(selector, watch))
            .useNio(false)
            .connectionOptions(options -> options.tcpNoDelay(true).readTimeout(Duration.ZERO))
            .maxPayloadSize(config.limits().maxBodyBytes())
            .maxTcpConnections(MAX_CONNECTIONS)
            .writeQueueLength(0)
            .writeBufferSize(WRITE_BUFFER_BYTES)
            .shutdownGracePeriod(config.grace().plusSeconds(5))
            .shutdownHook(false)
            .directHandlers(directHandlers())
            .routing(
                routing ->
                    routing.any(
                        (request, response) ->
                            new HelidonExchange(
                                    request, response, watch, limits.get(), always.get())
                                .serve(handler)))
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      watch.close();
      throw cannotListen(config, why(e), e);
    }
    if (!server.isRunning()) {
      // It logs why and returns, where a port is taken.
      watch.close();
      throw cannotListen(config, "the address cannot be bound", null);
    }
    return new HelidonListener(server, watch);
  }

  private static EngineException cannotListen(
      ServerConfig config, String why, @Nullable Throwable cause) {
    return new EngineException(
        ErrorCode.UNAVAILABLE,
        "The server cannot listen on " + config.host() + ":" + config.port() + ": " + why + ".",
        cause,
        "Is another server running there? Choose another port by --port or server.port.",
        List.of(),
        null,
        null);
  }

  private static String why(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Requests that are not HTTP get an error in the shape that clients know, and are closed. */
  private static DirectHandlers directHandlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) ->
              DirectHandler.TransportResponse.builder()
                  .status(status)
                  .headers(headers)
                  .keepAlive(false)
                  .entity(body(status))
                  .build());
    }
    return handlers.build();
  }

  private static byte[] body(Status status) {
    return OpenAiErrorBody.of(
        "The request is not acceptable HTTP: " + status.reasonPhrase() + ".",
        "invalid_request_error",
        Optional.empty(),
        "bad_http");
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Accepts no more, and waits for the running requests; blocks. */
  public void stop() {
    server.stop();
    watch.close();
  }

  /** Closes every connection that is left. */
  public void kill() {
    watch.closeAll();
  }
}
