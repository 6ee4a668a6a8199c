package org.jackfield.server;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Secret;

/**
 * Who may call: a key when there are keys; on a loopback address only requests whose Host is this
 * machine, so that a page that has rebound its name cannot; and pages only from allowed origins.
 * Immutable.
 */
final class Access {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final KeyRing keys;
  private final KeyRing adminKeys;
  private final boolean loopback;
  private final List<String> hosts;
  private final List<String> origins;

  /**
   * The rules of that configuration.
   *
   * @param token opens what operators do on a loopback address, while no admin key is configured
   */
  Access(ServerConfig config, Secret token) {
    this.keys = new KeyRing(config.keys());
    this.loopback = loopback(config.host());
    this.hosts = config.allowedHosts().stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
    this.origins = config.allowedOrigins();
    this.adminKeys =
        new KeyRing(loopback && config.adminKeys().isEmpty() ? List.of(token) : config.adminKeys());
    if (!loopback && keys.isEmpty()) {
      throw new EngineException(
          ErrorCode.INVALID_REQUEST,
          "The server will not listen on "
              + config.host()
              + " without keys: everybody who reaches it could use your backends.",
          null,
          "Set server.keys in the configuration, or listen on 127.0.0.1.",
          List.of(),
          null,
          null);
    }
  }

  private static boolean loopback(String host) {
    return LOOPBACK.contains(host.toLowerCase(Locale.ROOT)) || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** Refuses what comes from a page or under a name that is not allowed. */
  void checkSource(Exchange exchange) {
    List<String> host = exchange.headers("Host");
    if (host.size() != 1) {
      throw Refusal.badRequest("A request needs exactly one Host header.");
    }
    if (loopback && !knownHost(host.getFirst())) {
      throw new Refusal(
              403,
              "invalid_request_error",
              "host_not_allowed",
              "This host name is not served here.")
          .withHint("To serve it, add it to server.allowed_hosts.");
    }
    for (String origin : exchange.headers("Origin")) {
      if (!origins.contains(origin)) {
        throw new Refusal(
                403,
                "invalid_request_error",
                "origin_not_allowed",
                "Pages of this origin may not call.")
            .withHint("To let them, add it to server.allowed_origins.");
      }
    }
  }

  private boolean knownHost(String host) {
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    return loopback(name) || hosts.contains(name);
  }

  /** The host without a port of one to five digits behind it. */
  private static String withoutPort(String host) {
    int digits = 0;
    int at = host.length();
    while (at > 0 && host.charAt(at - 1) >= '0' && host.charAt(at - 1) <= '9') {
      at--;
      digits++;
    }
    boolean port = digits >= 1 && digits <= 5 && at > 0 && host.charAt(at - 1) == ':';
    return port ? host.substring(0, at - 1) : host;
  }

  /** Refuses who shows no good key, when there are keys. */
  void checkKey(Exchange exchange) {
    if (!keys.isEmpty() && !keys.opens(exchange)) {
      throw new Refusal(
          401,
          "authentication_error",
          "invalid_api_key",
          "No valid key. Send one as 'Authorization: Bearer KEY'.");
    }
  }

  /** Refuses who shows no good admin key; without any, nobody may. */
  void checkAdmin(Exchange exchange) {
    if (adminKeys.isEmpty() || !adminKeys.opens(exchange)) {
      throw new Refusal(
              401,
              "authentication_error",
              "invalid_api_key",
              "This needs an admin key. Send one as 'Authorization: Bearer KEY'.")
          .withHint("Set server.admin_keys to let somebody do this.");
    }
  }

  /** Whether everybody who reaches it is on this machine. */
  boolean onlyThisMachine() {
    return loopback;
  }

  /** The origin to allow in a reply to a page; the check has let only allowed ones pass. */
  static List<String> origin(Exchange exchange) {
    return exchange.headers("Origin");
  }
}
