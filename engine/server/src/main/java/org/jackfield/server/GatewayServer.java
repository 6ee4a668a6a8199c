package org.jackfield.server;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.server.helidon.HelidonListener;

/**
 * The HTTP gateway of an engine. Thread-safe. Closing it takes no new requests, gives the running
 * ones their time of grace, ends what is left with an error, and returns; the engine stays open.
 */
public final class GatewayServer implements AutoCloseable {
  private static final Duration AFTER_GRACE = Duration.ofSeconds(2);

  private final HelidonListener listener;
  private final InFlight inFlight;
  private final Duration grace;

  private GatewayServer(HelidonListener listener, InFlight inFlight, Duration grace) {
    this.listener = listener;
    this.inFlight = inFlight;
    this.grace = grace;
  }

  /**
   * Starts to listen.
   *
   * @throws EngineException when the address cannot be listened on, or would be open to everybody
   */
  public static GatewayServer start(Jackfield engine, ServerConfig config) {
    System.Logger log = System.getLogger(GatewayServer.class.getName());
    return start(engine, config, line -> log.log(System.Logger.Level.WARNING, line));
  }

  /**
   * Starts to listen. Its log gets a line for each request that failed for a reason of which its
   * client is told only a part; it must be thread-safe and fast.
   *
   * @throws EngineException when the address cannot be listened on, or would be open to everybody
   */
  public static GatewayServer start(Jackfield engine, ServerConfig config, Consumer<String> log) {
    ClientErrors errors = new ClientErrors(engine::names, log);
    Access access = new Access(config);
    InFlight inFlight = new InFlight(config.limits().maxConcurrent());
    Health health = new Health(engine, inFlight);
    ChatCompletions chat =
        new ChatCompletions(engine, config.pull(), inFlight, errors, config.limits().maxDepth());
    Routes routes =
        new Routes(
            access,
            errors,
            List.of(
                new Routes.Route("POST", "/v1/chat/completions", false, chat),
                new Routes.Route("GET", "/v1/models", false, new Models(engine)),
                new Routes.Route("GET", "/healthz", true, health::live),
                new Routes.Route("GET", "/readyz", true, health::ready)));
    return new GatewayServer(
        HelidonListener.start(config, routes::serve), inFlight, config.grace());
  }

  /** The port that it listens on. */
  public int port() {
    return listener.port();
  }

  @Override
  public void close() {
    Thread closing = Thread.ofVirtual().name("stop-listening").start(listener::stop);
    inFlight.drain(grace, AFTER_GRACE);
    listener.kill();
    try {
      closing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
