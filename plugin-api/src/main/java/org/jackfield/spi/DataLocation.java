package org.jackfield.spi;

import java.net.URI;
import java.util.Locale;

/**
 * Where the data of a call goes, from the nearest to the farthest. A limit allows its own location
 * and every nearer one.
 */
public enum DataLocation {
  /** Stays on this machine. */
  LOCAL,
  /** Stays in the operator's own network or cloud tenant. */
  TENANT,
  /** Goes to somebody else's service. */
  CLOUD;

  /** Whether data may go here under that limit. */
  public boolean within(DataLocation limit) {
    return compareTo(limit) <= 0;
  }

  /**
   * The location that an endpoint's host suggests: a loopback address is {@link #LOCAL}, a private
   * address (RFC 1918, RFC 4193, link-local by RFC 3927 and RFC 4291) or a name without a public
   * suffix is {@link #TENANT}, everything else is {@link #CLOUD}. Nothing is resolved.
   */
  public static DataLocation of(URI endpoint) {
    String host = endpoint.getHost() == null ? "" : endpoint.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.equals("localhost")
        || host.endsWith(".localhost")
        || host.matches("127(\\.\\d{1,3}){3}")
        || host.equals("::1")) {
      return LOCAL;
    }
    boolean privateAddress =
        host.matches("10(\\.\\d{1,3}){3}")
            || host.matches("192\\.168(\\.\\d{1,3}){2}")
            || host.matches("169\\.254(\\.\\d{1,3}){2}")
            || host.matches("172\\.(1[6-9]|2\\d|3[01])(\\.\\d{1,3}){2}")
            || host.matches("f[cd][0-9a-f]{0,2}:.*")
            || host.matches("fe[89ab][0-9a-f]?:.*");
    boolean ownName =
        !host.isEmpty()
            && !host.contains(":")
            && (!host.contains(".") || host.endsWith(".local") || host.endsWith(".internal"));
    return privateAddress || ownName ? TENANT : CLOUD;
  }

  /** The name used in the configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
