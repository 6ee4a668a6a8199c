package org.jackfield.models;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real server on loopback that serves files plainly, and behaves as the hub does where it is told
 * to: headers on the first answer, a redirect to a storage host, ranges. It can cut, hold and
 * refuse.
 */
final class LocalHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final List<String> proxyLogins = new CopyOnWriteArrayList<>();
  private volatile boolean asksProxyLogin;
  private volatile boolean ranges = true;
  private volatile int cutAfter = Integer.MAX_VALUE;
  private volatile int holdAfter = Integer.MAX_VALUE;

  /** A request as it came. */
  record Seen(String method, String path, String range, String authorization, String host) {}

  /** An answer without a body. */
  record Answer(int status, Map<String, String> headers) {}

  LocalHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Its address by number. */
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Its address under another host name, as a storage host is. */
  String otherHost() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  LocalHub file(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  LocalHub answer(String path, int status, Map<String, String> headers) {
    answers.put(path, new Answer(status, headers));
    return this;
  }

  /** A large file of the hub at {@code main} and at {@link #COMMIT}. */
  LocalHub hubFile(String repo, String name, byte[] content) {
    String sha256 = Testing.sha256(content);
    Map<String, String> headers =
        Map.of(
            "X-Repo-Commit",
            COMMIT,
            "X-Linked-ETag",
            "\"" + sha256 + "\"",
            "X-Linked-Size",
            String.valueOf(content.length),
            "Location",
            otherHost() + "/storage/" + sha256);
    answer("/" + repo + "/resolve/main/" + name, 302, headers);
    answer("/" + repo + "/resolve/" + COMMIT + "/" + name, 302, headers);
    return file("/storage/" + sha256, content);
  }

  /** Ends each answer's body after that many bytes by cutting the connection. */
  void cutAfter(int bytes) {
    cutAfter = bytes;
  }

  /** Stops sending after that many bytes until the server closes. */
  void holdAfter(int bytes) {
    holdAfter = bytes;
  }

  /** From now on a request without a login for the proxy is answered with 407. */
  void askProxyLogin() {
    asksProxyLogin = true;
  }

  /** The logins for the proxy of all requests. */
  List<String> proxyLogins() {
    return List.copyOf(proxyLogins);
  }

  void withoutRanges() {
    ranges = false;
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** How many bodies were asked for at that path. */
  long gets(String path) {
    return seen.stream().filter(s -> s.method.equals("GET") && s.path.equals(path)).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Headers headers = exchange.getRequestHeaders();
      seen.add(
          new Seen(
              exchange.getRequestMethod(),
              path,
              String.valueOf(headers.getFirst("Range")),
              String.valueOf(headers.getFirst("Authorization")),
              headers.getFirst("Host")));
      String login = String.valueOf(headers.getFirst("Proxy-Authorization"));
      proxyLogins.add(login);
      if (asksProxyLogin && login.equals("null")) {
        exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"test\"");
        exchange.sendResponseHeaders(407, -1);
        return;
      }
      Answer answer = answers.get(path);
      byte[] content = files.get(path);
      if (answer != null) {
        answer.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(answer.status, -1);
      } else if (content != null) {
        send(exchange, content);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(HttpExchange exchange, byte[] content)
      throws IOException, InterruptedException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = ranges && range != null ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    if (from >= content.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    int rest = content.length - from;
    int count = Math.min(rest, Math.min(cutAfter, holdAfter));
    exchange.getResponseBody().write(content, from, count);
    exchange.getResponseBody().flush();
    if (holdAfter < rest) {
      held.await();
    }
    // Closing the exchange before its length is reached cuts the connection.
  }

  @Override
  public void close() {
    held.countDown();
    server.stop(0);
    threads.close();
  }
}
