package org.jackfield.server;

import java.util.function.Supplier;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.spi.Secret;

/**
 * Who may call, by the configuration in force: keys, hosts and origins change with it, the address
 * does not. Thread-safe.
 */
final class LiveAccess implements Supplier<Access> {
  private final Jackfield engine;
  private final ServerConfig bound;
  private final Secret token;
  private volatile Built built;

  private record Built(long generation, Access access) {}

  /**
   * The rules of a server.
   *
   * @param engine knows what is in force
   * @param bound what the server was started with
   * @param token opens what operators do, while no admin key is configured
   */
  LiveAccess(Jackfield engine, ServerConfig bound, Secret token) {
    this.engine = engine;
    this.bound = bound;
    this.token = token;
    this.built = new Built(engine.generation(), new Access(bound, token));
  }

  @Override
  public Access get() {
    Built last = built;
    // Asked for before the configuration: what is taken for this generation is never older.
    long generation = engine.generation();
    return generation == last.generation() ? last.access() : renewed(generation, last);
  }

  private Access renewed(long generation, Built last) {
    Access access = last.access();
    try {
      access = new Access(engine.server().at(bound.host(), bound.port()), token);
    } catch (EngineException e) {
      System.getLogger(LiveAccess.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "The new server.keys are not taken, the old ones hold: " + e.message());
    }
    built = new Built(generation, access);
    return access;
  }
}
