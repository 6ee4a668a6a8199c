package org.jackfield.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

  private final List<byte[]> keyDigests;
  private final boolean loopback;
  private final List<String> hosts;
  private final List<String> origins;

  Access(ServerConfig config) {
    this.keyDigests = config.keys().stream().map(Secret::reveal).map(Access::digest).toList();
    this.loopback = loopback(config.host());
    this.hosts = config.allowedHosts().stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
    this.origins = config.allowedOrigins();
    if (!loopback && keyDigests.isEmpty()) {
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
    if (keyDigests.isEmpty()) {
      return;
    }
    byte[] shown = digest(shownKey(exchange));
    boolean good = false;
    for (byte[] key : keyDigests) {
      good |= MessageDigest.isEqual(key, shown);
    }
    if (!good) {
      throw new Refusal(
          401,
          "authentication_error",
          "invalid_api_key",
          "No valid key. Send one as 'Authorization: Bearer KEY'.");
    }
  }

  /** The key of exactly one header; empty for none or several. */
  private static String shownKey(Exchange exchange) {
    List<String> bearer = exchange.headers("Authorization");
    List<String> plain = exchange.headers("x-api-key");
    if (bearer.size() + plain.size() != 1) {
      return "";
    }
    if (!plain.isEmpty()) {
      return plain.getFirst();
    }
    String value = bearer.getFirst();
    return value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7).strip() : "";
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /** The origin to allow in a reply to a page; the check has let only allowed ones pass. */
  static List<String> origin(Exchange exchange) {
    return exchange.headers("Origin");
  }
}
