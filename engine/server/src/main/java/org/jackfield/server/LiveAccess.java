package org.jackfield.server;

import java.util.function.Supplier;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.spi.Secret;

/**
 * Who may call, by the configuration in force: keys, hosts and origins change with it, the address
 * does not. Thread-safe.
 */
final class LiveAccess implements Supplier<Access> {
  private final Supplier<ServerConfig> config;
  private final ServerConfig bound;
  private final Secret token;
  private volatile Built built;

  private record Built(ServerConfig config, Access access) {}

  /**
   * The rules of a server.
   *
   * @param config gives what is in force
   * @param bound what the server was started with
   */
  LiveAccess(Supplier<ServerConfig> config, ServerConfig bound, Secret token) {
    this.config = config;
    this.bound = bound;
    this.token = token;
    this.built = new Built(config.get(), new Access(bound, token));
  }

  @Override
  public Access get() {
    Built last = built;
    ServerConfig now = config.get();
    return now == last.config() ? last.access() : renewed(now, last);
  }

  private Access renewed(ServerConfig now, Built last) {
    Access access = last.access();
    try {
      access = new Access(now.at(bound.host(), bound.port()), token);
    } catch (EngineException e) {
      System.getLogger(LiveAccess.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "The new server.keys are not taken, the old ones hold: " + e.message());
    }
    built = new Built(now, access);
    return access;
  }
}
