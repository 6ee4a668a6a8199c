package org.jackfield.models.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.engine.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Proxies as command-line programs find them: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code
 * ALL_PROXY} and {@code NO_PROXY}, also in lower case; without them the JVM's own. There is no
 * standard; curl's reading is followed (https://curl.se/docs/manpage.html#ENVIRONMENT). Immutable.
 */
final class ProxyVariables extends ProxySelector {
  private final Environment environment;

  ProxyVariables(Environment environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(@Nullable URI uri) {
    if (uri == null || uri.getHost() == null) {
      return List.of(Proxy.NO_PROXY);
    }
    Optional<String> proxy =
        variable("https".equalsIgnoreCase(uri.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY")
            .or(() -> variable("ALL_PROXY"));
    if (proxy.isEmpty()) {
      ProxySelector ofJvm = ProxySelector.getDefault();
      return ofJvm == null ? List.of(Proxy.NO_PROXY) : ofJvm.select(uri);
    }
    return List.of(exempt(uri.getHost()) ? Proxy.NO_PROXY : parse(proxy.get()));
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
    URI uri = URI.create(value.contains("://") ? value : "http://" + value);
    boolean socks = String.valueOf(uri.getScheme()).startsWith("socks");
    int port = uri.getPort() > 0 ? uri.getPort() : socks ? 1080 : 80;
    return new Proxy(
        socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
        InetSocketAddress.createUnresolved(uri.getHost(), port));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Nothing is remembered; the caller sees the failure itself.
  }
}
