package org.jackfield.engine.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jackfield.engine.Environment;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over one pool of connections that all backends and all generations share. Thread-safe;
 * the engine closes it last.
 *
 * <p>It has no read timeout of its own: okio's timeouts take a global lock for every read, and know
 * nothing of first content or idle streams. The engine's watchdog cancels the attempt instead,
 * which closes the socket.
 */
public final class OkHttpTransport implements HttpTransport, AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ADDRESSES = 1024;

  private final OkHttpClient client;
  private final IdleConnections idle;
  private final NameLookups lookups;
  private final ProxyVariables proxies;
  private final Map<URI, Address> addresses = new ConcurrentHashMap<>();

  /**
   * A URL as OkHttp wants it.
   *
   * @param proxyLogin the header value for the proxy on the way; null when it needs none
   */
  private record Address(HttpUrl url, @Nullable String proxyLogin) {}

  /** A transport with a pool of its own, and the proxies that the environment names. */
  public OkHttpTransport(Environment environment) {
    this(environment, System::nanoTime, new NameLookups(Dns.SYSTEM, CONNECT_TIMEOUT));
  }

  OkHttpTransport(Environment environment, LongSupplier nanoClock, NameLookups lookups) {
    this.lookups = lookups;
    proxies = new ProxyVariables(environment);
    idle = new IdleConnections(nanoClock);
    ConnectionPool pool = QuietConnectionPool.create();
    client =
        new OkHttpClient.Builder()
            .connectionPool(pool)
            .dns(lookups)
            .socketFactory(new ChannelSockets())
            .proxySelector(proxies)
            .proxyAuthenticator(proxies)
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO)
            .followRedirects(false)
            .followSslRedirects(false)
            .eventListenerFactory(OkHttpTransport::watch)
            .build();
  }

  @Override
  public HttpExchange send(HttpCall call, Attempt attempt) {
    while (true) {
      ConnectionWatch watch = new ConnectionWatch(idle, lookups);
      Call sent = client.newCall(request(call, watch));
      attempt.onCancel(sent::cancel);
      try {
        return new OkHttpExchange(sent, sent.execute(), attempt, call);
      } catch (IOException e) {
        if (attempt.cancelled()) {
          throw new BackendException(ErrorCode.CANCELLED, call + " was cancelled.", e);
        }
        if (!watch.stale()) { // each stale one leaves the pool, so this ends
          InetSocketAddress proxy = watch.proxyOnTheWay();
          throw proxy == null || e instanceof SSLException
              ? failure(call, e)
              : noWay(call, proxy, e);
        }
      }
    }
  }

  private static EventListener watch(Call call) {
    ConnectionWatch watch = call.request().tag(ConnectionWatch.class);
    return watch == null ? EventListener.NONE : watch;
  }

  private Request request(HttpCall call, ConnectionWatch watch) {
    try {
      Address address = address(call.url());
      Request.Builder builder =
          new Request.Builder().url(address.url()).tag(ConnectionWatch.class, watch);
      builder.header("Accept-Encoding", "identity").header("User-Agent", "jackfield");
      for (HttpCall.Header header : call.headers()) {
        builder.header(header.name(), header.value());
      }
      if (address.proxyLogin() != null) {
        builder.header(ProxyVariables.LOGIN, address.proxyLogin());
      }
      return builder.method(call.method(), call.method().equals("GET") ? null : body(call)).build();
    } catch (IOException | IllegalArgumentException e) {
      /* The exception's own text may hold a header's value, which may be a key. */
      throw new BackendException(
          ErrorCode.INVALID_REQUEST,
          call + " cannot be sent: its URL or a header holds a character that HTTP forbids.");
    }
  }

  /**
   * The URL as OkHttp wants it. Parsing one costs more than the rest of a request's head, and there
   * are few: they are kept, and all forgotten when there are too many.
   */
  private Address address(URI url) throws IOException {
    Address known = addresses.get(url);
    if (known != null) {
      return known;
    }
    HttpUrl parsed = HttpUrl.get(url.toURL());
    if (parsed == null) {
      throw new IllegalArgumentException("not an http or https URL");
    }
    Address address = new Address(parsed, proxies.login(url).orElse(null));
    if (addresses.size() >= MAX_ADDRESSES) {
      addresses.clear();
    }
    addresses.put(url, address);
    return address;
  }

  /** The body as it is, to be sent once: OkHttp must not send it again on its own account. */
  private static RequestBody body(HttpCall call) {
    byte[] bytes = call.body();
    return new RequestBody() {
      @Override
      public @Nullable MediaType contentType() {
        return null;
      }

      @Override
      public long contentLength() {
        return bytes.length;
      }

      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
      }
    };
  }

  private static BackendException failure(HttpCall call, IOException e) {
    String place = place(call.url());
    return switch (e) {
      case NameLookups.TooSlow slow ->
          unavailable(
                  "No name server said within "
                      + CONNECT_TIMEOUT.toSeconds()
                      + " s where "
                      + call.url().getHost()
                      + " is.",
                  e)
              .withHint("Check the network and its name server.");
      case UnknownHostException unknown ->
          unavailable("The host " + call.url().getHost() + " is not known.", e)
              .withHint("Check the endpoint's host name and the network.");
      case ConnectException refused ->
          unavailable("Nothing answers at " + place + " (connection refused).", e)
              .withHint("Start the server, or correct the endpoint.");
      case NoRouteToHostException none -> unavailable("There is no route to " + place + ".", e);
      case SocketTimeoutException late ->
          unavailable(
              "No connection to " + place + " within " + CONNECT_TIMEOUT.toSeconds() + " s.", e);
      case SSLException tls ->
          unavailable("No secure connection to " + place + ": " + tls.getMessage() + ".", e)
              .withHint("Check the server's certificate and the endpoint's scheme.");
      case ProtocolException bad ->
          new BackendException(
              ErrorCode.PROTOCOL,
              "The answer of " + place + " is not HTTP: " + bad.getMessage(),
              e);
      case EOFException cut ->
          unavailable("The connection to " + place + " closed before an answer.", e);
      case SocketException broken ->
          unavailable("The connection to " + place + " broke before an answer.", e);
      default -> unavailable("No answer from " + place + ": " + e.getMessage(), e);
    };
  }

  /** The error of a call that did not come beyond its proxy. */
  private static BackendException noWay(HttpCall call, InetSocketAddress proxy, IOException e) {
    return unavailable(
            "The proxy "
                + proxy.getHostString()
                + ":"
                + proxy.getPort()
                + " gives no way to "
                + place(call.url())
                + ": "
                + e.getMessage()
                + ".",
            e)
        .withHint("Check HTTPS_PROXY and HTTP_PROXY, or name the endpoint's host in NO_PROXY.");
  }

  private static BackendException unavailable(String message, IOException cause) {
    return new BackendException(ErrorCode.UNAVAILABLE, message, cause);
  }

  /** Host and port of a URL, the port always said. */
  static String place(URI url) {
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return url.getHost() + ":" + port;
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
  }

  /**
   * Tells how far a call came, and so whether one that failed may be sent again: it met a
   * connection of an earlier call that the server had closed meanwhile, and was never whole on its
   * way. A call that was sent to its end is not repeated, whatever became of it: the server may
   * have acted on it (RFC 9110, section 9.2.2).
   */
  private static final class ConnectionWatch extends EventListener {
    private final IdleConnections idle;
    private final NameLookups lookups;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    private @Nullable InetSocketAddress proxy;
    private boolean connected;
    private boolean acquired;
    private boolean written;
    private boolean failed;

    ConnectionWatch(IdleConnections idle, NameLookups lookups) {
      this.idle = idle;
      this.lookups = lookups;
    }

    @Override
    public void canceled(Call call) {
      cancelled.complete(null);
    }

    @Override
    public void dnsStart(Call call, String host) {
      lookups.endWith(cancelled);
    }

    @Override
    public void proxySelectEnd(Call call, HttpUrl url, List<Proxy> proxies) {
      if (proxies.getFirst().address() instanceof InetSocketAddress address) {
        proxy = address;
      }
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
      connected = true;
    }

    /**
     * OkHttp overlooks a cancellation between the connection and the handshake, and would wait for
     * a server that never answers it, for ever. Here it is known to see every later one.
     */
    @Override
    public void secureConnectStart(Call call) {
      if (call.isCanceled()) {
        throw new BackendException(ErrorCode.CANCELLED, "The call was cancelled.");
      }
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      acquired = true;
      if (!connected) {
        idle.take(connection);
      }
    }

    @Override
    public void connectionReleased(Call call, Connection connection) {
      idle.put(connection);
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
      written = request.body() == null;
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
      written = true;
    }

    @Override
    public void requestFailed(Call call, IOException e) {
      failed = true;
    }

    /** The proxy that the call waits at, or waited when it failed; null when it came further. */
    @Nullable InetSocketAddress proxyOnTheWay() {
      return acquired ? null : proxy;
    }

    boolean stale() {
      boolean sent = written && !failed;
      return acquired && !connected && !sent;
    }
  }
}
