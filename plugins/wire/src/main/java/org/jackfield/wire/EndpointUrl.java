package org.jackfield.wire;

import java.net.URI;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/** The address of a server, as a person configured it. */
public final class EndpointUrl {
  private EndpointUrl() {}

  /**
   * The address, if calls can go there.
   *
   * @param backend the backend's name, for the error
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when it has no host, or has a user,
   *     whose password would end up in messages, or a fragment
   */
  public static URI checked(URI url, String backend) {
    if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw wrong(backend, "a host and without user or fragment");
    }
    return url;
  }

  /**
   * The address without slashes at its end, to which paths are added.
   *
   * @throws BackendException as {@link #checked}, and when it has a query
   */
  public static String base(URI url, String backend) {
    if (checked(url, backend).getRawQuery() != null) {
      throw wrong(backend, "a host and without a query");
    }
    return url.toString().replaceFirst("/+$", "");
  }

  /**
   * The address with that path, if it has none of its own: people often give just host and port.
   *
   * @param path where the API is unless said otherwise, such as {@code /v1}
   */
  public static URI withPath(URI url, String path) {
    String given = url.getRawPath();
    boolean bare = given == null || given.isEmpty() || given.equals("/");
    return bare && url.getRawQuery() == null ? url.resolve(path) : url;
  }

  private static BackendException wrong(String backend, String with) {
    return new BackendException(
        ErrorCode.INVALID_REQUEST,
        "The endpoint of backend '" + backend + "' must be a URL with " + with + ".");
  }

  /** Host and port, as people write them. */
  public static String hostPort(URI url) {
    int usual = "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost() + ":" + (url.getPort() < 0 ? usual : url.getPort());
  }
}
