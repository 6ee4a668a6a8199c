package org.jackfield.models.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Addresses of HTTP and HTTPS as people write them in files and variables. */
public final class HttpAddress {
  private HttpAddress() {}

  /** The text as an address with a host; empty when it is none. */
  public static Optional<URI> parse(String text) {
    try {
      URI uri = new URI(text.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty(); // the caller says what it was and where it stood
    }
  }
}
