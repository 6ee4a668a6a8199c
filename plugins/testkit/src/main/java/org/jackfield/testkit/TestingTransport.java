package org.jackfield.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;

/**
 * A small real HTTP/1.1 client on plain sockets, one connection for each call, for tests of plugins
 * without an engine. Thread-safe. Passes {@link
 * org.jackfield.testkit.contract.HttpTransportContract}. TLS is the JDK's, with its trusted roots.
 */
public final class TestingTransport implements HttpTransport {
  private static final int HEAD_BUFFER_BYTES = 16 << 10;
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "content-length", "transfer-encoding", "connection");

  private final SSLSocketFactory tls;

  /** One that trusts whom the JDK trusts. */
  public TestingTransport() {
    this((SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /** One that makes its TLS connections by these. */
  public TestingTransport(SSLSocketFactory tls) {
    this.tls = tls;
  }

  @Override
  public HttpExchange send(HttpCall call, Attempt attempt) {
    byte[] head = head(call);
    Socket socket = new Socket();
    TestingExchange exchange = new TestingExchange(socket, call);
    attempt.onCancel(exchange::close);
    try {
      if (attempt.cancelled()) {
        throw new IOException("The attempt is over");
      }
      socket.setTcpNoDelay(true);
      connect(socket, call.url());
      Socket talk = secure(call.url()) ? handshake(socket, call.url()) : socket;
      OutputStream out = talk.getOutputStream();
      out.write(head);
      out.write(call.body());
      out.flush();
      exchange.readHead(new BufferedInputStream(talk.getInputStream(), HEAD_BUFFER_BYTES));
      return exchange;
    } catch (IOException e) {
      BackendException error =
          attempt.cancelled()
              ? new BackendException(ErrorCode.CANCELLED, "The call to " + call + " was cancelled.")
              : unreached(call, e);
      exchange.close();
      throw error;
    } catch (BackendException e) {
      exchange.close();
      throw e;
    }
  }

  private static void connect(Socket socket, URI url) throws IOException {
    InetSocketAddress address = new InetSocketAddress(url.getHost(), port(url));
    if (address.isUnresolved()) {
      throw new UnknownHostException("the host is not known");
    }
    socket.connect(address);
  }

  private static boolean secure(URI url) {
    return "https".equals(url.getScheme());
  }

  private SSLSocket handshake(Socket connected, URI url) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(connected, url.getHost(), port(url), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** The error with the hint that an engine gives, so that plugins are tested against hints too. */
  private static BackendException unreached(HttpCall call, IOException e) {
    BackendException error =
        new BackendException(
            ErrorCode.UNAVAILABLE,
            hostPort(call.url()) + " cannot be reached: " + e.getMessage(),
            e);
    return switch (e) {
      case UnknownHostException unknown ->
          error.withHint("Check the endpoint's host name and the network.");
      case ConnectException refused -> error.withHint("Start the server, or correct the endpoint.");
      default -> error;
    };
  }

  private static byte[] head(HttpCall call) {
    URI url = call.url();
    if (!(secure(url) || "http".equals(url.getScheme())) || url.getHost() == null) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST, "The URL must be http://host… or https://host…: " + call);
    }
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    StringBuilder head = new StringBuilder();
    head.append(call.method()).append(' ').append(path);
    if (url.getRawQuery() != null) {
      head.append('?').append(url.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(hostPort(url)).append("\r\n");
    for (HttpCall.Header header : call.headers()) {
      check(header);
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    if (call.method().equals("POST")) {
      head.append("Content-Length: ").append(call.body().length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void check(HttpCall.Header header) {
    boolean goodName =
        header.name().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
            && !OWN_HEADERS.contains(header.name().toLowerCase(Locale.ROOT));
    boolean goodValue = header.value().chars().allMatch(c -> c == '\t' || (c >= 32 && c < 127));
    if (!goodName || !goodValue) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST, "The header '" + header.name() + "' cannot be sent.");
    }
  }

  private static int port(URI url) {
    int standard = secure(url) ? 443 : 80;
    return url.getPort() < 0 ? standard : url.getPort();
  }

  private static String hostPort(URI url) {
    return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }
}
