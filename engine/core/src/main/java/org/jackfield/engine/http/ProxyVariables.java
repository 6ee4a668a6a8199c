package org.jackfield.engine.http;

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
import java.util.regex.Pattern;
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
 * standard; curl's reading is followed (https://curl.se/docs/manpage.html#ENVIRONMENT), but for
 * this machine itself: a proxy would look for it on its own. Immutable.
 */
public final class ProxyVariables extends ProxySelector implements Authenticator {
  /** The header with the user and password for a proxy. */
  static final String LOGIN = "Proxy-Authorization";

  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|.*\\.localhost|127(\\.\\d{1,3}){3}|\\[(::|0+:(0*:)*)0*1]");

  private final Environment environment;

  /** The proxies that these variables name. */
  public ProxyVariables(Environment environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(@Nullable URI uri) {
    if (uri == null || uri.getHost() == null || thisMachine(uri.getHost())) {
      return List.of(Proxy.NO_PROXY);
    }
    Optional<String> proxy = proxy("https".equalsIgnoreCase(uri.getScheme()));
    if (proxy.isEmpty()) {
      ProxySelector ofJvm = ProxySelector.getDefault();
      return ofJvm == null ? List.of(Proxy.NO_PROXY) : ofJvm.select(uri);
    }
    return List.of(exempt(uri.getHost()) ? Proxy.NO_PROXY : parse(proxy.get()));
  }

  private static boolean thisMachine(String host) {
    return THIS_MACHINE.matcher(host.toLowerCase(Locale.ROOT)).matches();
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
    Optional<String> login = login(response.request().isHttps());
    return login.isEmpty() || response.request().header(LOGIN) != null
        ? null
        : response.request().newBuilder().header(LOGIN, login.get()).build();
  }

  /**
   * The header {@value #LOGIN} of a request that is handed to a proxy as it is, for those that
   * cannot be sent again when the proxy asks; empty for one that goes to its server, or there
   * through a tunnel.
   */
  Optional<String> login(URI uri) {
    boolean handed =
        "http".equalsIgnoreCase(uri.getScheme())
            && select(uri).getFirst().type() == Proxy.Type.HTTP;
    return handed ? login(false) : Optional.empty();
  }

  private Optional<String> login(boolean https) {
    return proxy(https)
        .flatMap(ProxyVariables::address)
        .map(URI::getUserInfo)
        .filter(info -> info.contains(":"))
        .map(ProxyVariables::basic);
  }

  private static String basic(String info) {
    int colon = info.indexOf(':');
    return Credentials.basic(info.substring(0, colon), info.substring(colon + 1));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Nothing is remembered; the caller sees the failure itself.
  }
}
