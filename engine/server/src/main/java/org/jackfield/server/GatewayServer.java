package org.jackfield.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.server.helidon.HelidonListener;
import org.jackfield.spi.Secret;

/**
 * The HTTP gateway of an engine. Thread-safe. Closing it takes no new requests, gives the running
 * ones their time of grace, ends what is left with an error, and returns; the engine stays open.
 */
public final class GatewayServer implements AutoCloseable {
  /** The header that tells which generation of the configuration a reply is from. */
  static final String GENERATION = "x-jackfield-generation";

  private static final Duration AFTER_GRACE = Duration.ofSeconds(2);

  private final HelidonListener listener;
  private final InFlight inFlight;
  private final Jackfield engine;
  private final ServerFile file;

  private GatewayServer(
      HelidonListener listener, InFlight inFlight, Jackfield engine, ServerFile file) {
    this.listener = listener;
    this.inFlight = inFlight;
    this.engine = engine;
    this.file = file;
  }

  /**
   * Starts to listen. Address and largest sizes stay as they are given here; everything else
   * follows the engine's configuration.
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
    Secret token = ServerFile.newToken();
    LiveAccess access = new LiveAccess(engine, config, token);
    InFlight inFlight = new InFlight(() -> engine.server().limits().maxConcurrent());
    Health health = new Health(engine, inFlight, access);
    Admin admin = new Admin(engine);
    ChatCompletions chat = new ChatCompletions(engine, inFlight, errors);
    Routes routes =
        new Routes(
            access,
            errors,
            List.of(
                new Routes.Route("POST", "/v1/chat/completions", Routes.Door.CLIENT, chat),
                new Routes.Route(
                    "POST",
                    "/v1/embeddings",
                    Routes.Door.CLIENT,
                    new EmbeddingCalls(engine, inFlight)),
                new Routes.Route("GET", "/v1/models", Routes.Door.CLIENT, new Models(engine)),
                new Routes.Route("GET", "/healthz", Routes.Door.OPEN, health::live),
                new Routes.Route("GET", "/readyz", Routes.Door.OPEN, health::ready),
                new Routes.Route("GET", "/admin/config", Routes.Door.ADMIN, admin::state),
                new Routes.Route("GET", "/admin/plan", Routes.Door.ADMIN, admin::plan),
                new Routes.Route("GET", "/admin/history", Routes.Door.ADMIN, admin::history),
                new Routes.Route("GET", "/admin/plugins", Routes.Door.ADMIN, admin::plugins),
                new Routes.Route("GET", "/admin/backends", Routes.Door.ADMIN, admin::backends),
                new Routes.Route("POST", "/admin/reload", Routes.Door.ADMIN, admin::reload),
                new Routes.Route("POST", "/admin/settings", Routes.Door.ADMIN, admin::settings),
                new Routes.Route("POST", "/admin/rollback", Routes.Door.ADMIN, admin::rollback)));
    HelidonListener listener =
        HelidonListener.start(
            config,
            () -> engine.server().limits(),
            () -> Map.of(GENERATION, Long.toString(engine.generation())),
            routes::serve);
    ServerFile file = ServerFile.write(engine, config.host(), listener.port(), token);
    return new GatewayServer(listener, inFlight, engine, file);
  }

  /** The port that it listens on. */
  public int port() {
    return listener.port();
  }

  @Override
  public void close() {
    file.close();
    Thread closing = Thread.ofVirtual().name("stop-listening").start(listener::stop);
    inFlight.drain(engine.server().grace(), AFTER_GRACE);
    listener.kill();
    try {
      closing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
