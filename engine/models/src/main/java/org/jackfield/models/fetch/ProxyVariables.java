package org.jackfield.models.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jackfield.engine.Environment;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Proxies as command-line programs find them: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code
 * ALL_PROXY} and {@code NO_PROXY}, also in lower case; without them the JVM's own. There is no
 * standard; curl's reading is followed (https://curl.se/docs/manpage.html#ENVIRONMENT). Immutable.
 */
final class ProxyVariables extends ProxySelector implements Authenticator {
  private static final String LOGIN = "Proxy-Authorization";

  private final Environment environment;

  ProxyVariables(Environment environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(@Nullable URI uri) {
    if (uri == null || uri.getHost() == null) {
      return List.of(Proxy.NO_PROXY);
    }
    Optional<String> proxy = proxy("https".equalsIgnoreCase(uri.getScheme()));
    if (proxy.isEmpty()) {
      ProxySelector ofJvm = ProxySelector.getDefault();
      return ofJvm == null ? List.of(Proxy.NO_PROXY) : ofJvm.select(uri);
    }
    return List.of(exempt(uri.getHost()) ? Proxy.NO_PROXY : parse(proxy.get()));
  }

  private Optional<String> proxy(boolean https) {
    return variable(https ? "HTTPS_PROXY" : "HTTP_PROXY").or(() -> variable("ALL_PROXY"));
  }

  private Optional<String> variable(String name) {
    return environment.find(name.toLowerCase(Locale.ROOT)).or(() -> environment.find(name));
  }

  private boolean exempt(String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    for (String entry : variable("NO_PROXY").orElse("").split(",")) {
      String domain = entry.strip().toLowerCase(Locale.ROOT);
      String suffix = domain.startsWith(".") ? domain : "." + domain;
      if (domain.equals("*")
          || (!domain.isEmpty()
              && (wanted.equals(suffix.substring(1)) || wanted.endsWith(suffix)))) {
        return true;
      }
    }
    return false;
  }

  private static Proxy parse(String value) {
    Optional<URI> address = address(value);
    if (address.isEmpty()) {
      throw new BackendException(ErrorCode.UNAVAILABLE, "The proxy has no valid address.")
          .withHint(
              "One of HTTPS_PROXY, HTTP_PROXY and ALL_PROXY holds it; it should look like"
                  + " http://proxy.example:3128.");
    }
    boolean socks = address.get().getScheme().startsWith("socks");
    int port = address.get().getPort() > 0 ? address.get().getPort() : socks ? 1080 : 80;
    return new Proxy(
        socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
        InetSocketAddress.createUnresolved(address.get().getHost(), port));
  }

  private static Optional<URI> address(String value) {
    try {
      URI uri = new URI(value.contains("://") ? value : "http://" + value);
      return uri.getScheme() == null || uri.getHost() == null ? Optional.empty() : Optional.of(uri);
    } catch (URISyntaxException e) {
      return Optional.empty(); // not shown: it may hold a password
    }
  }

  /**
   * The same request with the proxy's user and password; null when there are none, or they failed.
   */
  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response) {
    Optional<String> login =
        proxy(response.request().isHttps())
            .flatMap(ProxyVariables::address)
            .map(URI::getUserInfo)
            .filter(info -> info.contains(":"));
    if (login.isEmpty() || response.request().header(LOGIN) != null) {
      return null;
    }
    int colon = login.get().indexOf(':');
    String credentials =
        Credentials.basic(login.get().substring(0, colon), login.get().substring(colon + 1));
    return response.request().newBuilder().header(LOGIN, credentials).build();
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Nothing is remembered; the caller sees the failure itself.
  }
}
