package org.jackfield.models.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jackfield.engine.Environment;
import org.jackfield.engine.http.ProxyVariables;
import org.jackfield.spi.BackendException;
import org.jspecify.annotations.Nullable;

/**
 * Downloads over HTTP, going on after a cut where the server allows it (RFC 9110, section 14:
 * https://www.rfc-editor.org/rfc/rfc9110#section-14). Thread-safe.
 */
final class HttpFetch {
  /** Cuts after which a download that still makes progress is given up. */
  private static final int MAX_RESUMES = 20;

  private static final Duration CONNECT = Duration.ofSeconds(15);

  private final Environment environment;
  private final DiskSpace space;

  /** Made on first use: most runs pull nothing, and its set-up would slow their start. */
  private @Nullable OkHttpClient shared;

  HttpFetch(Environment environment, DiskSpace space) {
    this.environment = environment;
    this.space = space;
  }

  /** The file at that address. */
  Fetched file(URI uri, Landing landing, Expected expected, Pull pull)
      throws FetchException, IOException {
    String identity = expected.sha256().orElseGet(() -> digestOf(uri.toString()));
    return download(uri, Map.of(), landing, identity, expected, Optional.empty(), pull);
  }

  private static String digestOf(String text) {
    return HexFormat.of()
        .formatHex(PartFile.newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The headers of that address, without following a redirect. */
  HeadReply head(URI uri, Map<String, String> headers, Pull pull) throws FetchException {
    Request request = request(uri, headers).head().build();
    OkHttpClient single = client(pull).newBuilder().followRedirects(false).build();
    try (Watched watched = new Watched(single.newCall(request), pull);
        Response response = watched.call.execute()) {
      return new HeadReply(response.code(), response.headers());
    } catch (IOException e) {
      pull.check();
      throw new FetchException(reason(uri, e));
    }
  }

  /** A status and its headers. */
  record HeadReply(int status, Headers headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name)).filter(value -> !value.isBlank());
    }
  }

  /** The file at that address, with those headers, into the part for that identity. */
  Fetched download(
      URI uri,
      Map<String, String> headers,
      Landing landing,
      String identity,
      Expected expected,
      Optional<String> revision,
      Pull pull)
      throws FetchException, IOException {
    PartFile part = PartFile.open(landing.part(identity), pull);
    try {
      if (part.length() > expected.bytes().orElse(Long.MAX_VALUE)) {
        part.restart();
      }
      boolean resumed = part.length() > 0;
      space.require(pull.name(), expected.likelyBytes() - part.length(), landing.folder());
      if (part.length() == 0 || part.length() != expected.bytes().orElse(-1)) {
        downloadRest(uri, headers, part, expected, pull);
      }
      return new Fetched(part, expected, revision, resumed);
    } catch (IOException | FetchException | RuntimeException e) {
      part.close();
      throw e;
    }
  }

  private void downloadRest(
      URI uri, Map<String, String> headers, PartFile part, Expected expected, Pull pull)
      throws FetchException, IOException {
    OkHttpClient patient = client(pull);
    for (int resumes = 0; ; resumes++) {
      long before = part.length();
      Request request =
          before == 0
              ? request(uri, headers).build()
              : request(uri, headers).header("Range", "bytes=" + before + "-").build();
      IOException cut = transfer(patient, request, part, expected, pull);
      if (cut == null) {
        return;
      }
      pull.check();
      if (part.length() <= before || resumes == MAX_RESUMES) {
        throw new FetchException(reason(uri, cut));
      }
      pull.progress()
          .notice(
              pull.name()
                  + ": the connection was lost at "
                  + Sizes.text(part.length())
                  + " ("
                  + reason(uri, cut)
                  + "); going on from there.");
    }
  }

  /** One request; gives back the error of the network when the connection was cut. */
  private static @Nullable IOException transfer(
      OkHttpClient client, Request request, PartFile part, Expected expected, Pull pull)
      throws FetchException, IOException {
    try (Watched watched = new Watched(client.newCall(request), pull)) {
      Response response;
      try {
        response = watched.call.execute();
      } catch (IOException e) {
        return e;
      }
      try (response) {
        Expected sized = accept(response, part, expected, request.url().isHttps());
        try (InputStream body = response.body().byteStream()) {
          Landing.copy(body, part, sized, pull);
          return null;
        } catch (SourceStream.Cut e) {
          return e.reason();
        }
      }
    }
  }

  /** Checks the status and brings the part to where the answer begins. */
  private static Expected accept(
      Response response, PartFile part, Expected expected, boolean secure)
      throws FetchException, IOException {
    if (secure && !response.request().isHttps()) {
      throw new FetchException("it redirects from HTTPS to plain HTTP");
    }
    long length = response.body().contentLength();
    switch (response.code()) {
      case 200 -> {
        if (part.length() > 0) {
          part.restart(); // the server does not do ranges
        }
      }
      case 206 -> {
        String range = String.valueOf(response.header("Content-Range"));
        if (!range.startsWith("bytes " + part.length() + "-")) {
          part.restart();
          throw new FetchException("it answers with another part than was asked for: " + range);
        }
      }
      case 416 -> {
        part.restart();
        throw new FetchException("the file there is shorter than what was pulled of it before");
      }
      default -> throw refusal(response.code(), response.request().url().host());
    }
    long whole = length < 0 ? -1 : part.length() + length;
    if (expected.bytes().isPresent() && whole >= 0 && whole != expected.bytes().getAsLong()) {
      throw new FetchException(
          "the file there has "
              + whole
              + " bytes, not the "
              + expected.bytes().getAsLong()
              + " that it should have");
    }
    return new Expected(
        expected.sha256(), expected.bytes(), whole < 0 ? expected.likelyBytes() : whole);
  }

  /** The error for a status that gives no file. */
  static FetchException refusal(int status, String host) {
    String meaning =
        switch (status) {
          case 401, 403 -> ": access denied";
          case 404, 410 -> ": there is no such file";
          case 429 -> ": too many requests; try again later";
          default -> "";
        };
    return new FetchException("HTTP " + status + " from " + host + meaning, status);
  }

  private Request.Builder request(URI uri, Map<String, String> headers) {
    // Identity: a compressed answer has no ranges and another length.
    Request.Builder request =
        new Request.Builder()
            .url(uri.toString())
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "jackfield");
    headers.forEach(request::header);
    return request;
  }

  private synchronized OkHttpClient client(Pull pull) {
    OkHttpClient client = shared;
    if (client == null) {
      ProxyVariables proxies = new ProxyVariables(environment);
      client =
          new OkHttpClient.Builder()
              .connectTimeout(CONNECT)
              .proxySelector(proxies)
              .proxyAuthenticator(proxies)
              .build();
      shared = client;
    }
    return client.newBuilder().readTimeout(pull.stall()).writeTimeout(pull.stall()).build();
  }

  /** What went wrong with the network, for people. */
  static String reason(URI uri, IOException e) {
    String host = uri.getHost();
    return switch (e) {
      case UnknownHostException unknown -> "cannot find the host " + host + " (no network?)";
      case ConnectException refused -> "cannot connect to " + uri.getAuthority();
      case SocketTimeoutException timeout -> host + " sent nothing in time";
      case SSLException tls -> "no safe connection to " + host + ": " + tls.getMessage();
      default -> "the connection to " + host + " failed: " + e.getMessage();
    };
  }

  /** A call that is cancelled as soon as its pull is, also while it blocks. */
  private static final class Watched implements AutoCloseable {
    private final Call call;
    private final AtomicBoolean over = new AtomicBoolean();

    Watched(Call call, Pull pull) {
      this.call = call;
      // Ends within one poll of the call's end; holds nothing that must be waited for.
      Thread.ofVirtual().name("jackfield-pull-watch").start(() -> watch(pull));
    }

    private void watch(Pull pull) {
      try {
        while (!over.get()) {
          if (pull.cancelled().getAsBoolean()) {
            call.cancel();
            return;
          }
          Thread.sleep(Pull.POLL);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (BackendException e) {
        call.cancel();
      }
    }

    @Override
    public void close() {
      over.set(true);
    }
  }
}
