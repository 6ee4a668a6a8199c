package org.jackfield.engine.config;

import java.time.Duration;
import java.util.List;
import org.jackfield.engine.PullRule;
import org.jackfield.spi.Secret;

/**
 * The server's part.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param keys the keys that clients may show; empty for none needed
 * @param adminKeys the keys that open what operators do; none: only this machine's own user may
 * @param allowedHosts further names that a request's Host may have
 * @param allowedOrigins origins whose pages may call
 * @param limits what a request may cost
 * @param grace time for running answers at shutdown
 * @param pull what a request may have pulled that is not here
 */
public record ServerConfig(
    String host,
    int port,
    List<Secret> keys,
    List<Secret> adminKeys,
    List<String> allowedHosts,
    List<String> allowedOrigins,
    ServerLimits limits,
    Duration grace,
    PullRule pull) {

  /** Copies its lists. */
  public ServerConfig {
    keys = List.copyOf(keys);
    adminKeys = List.copyOf(adminKeys);
    allowedHosts = List.copyOf(allowedHosts);
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /** The same at another address. */
  public ServerConfig at(String otherHost, int otherPort) {
    return new ServerConfig(
        otherHost, otherPort, keys, adminKeys, allowedHosts, allowedOrigins, limits, grace, pull);
  }
}
