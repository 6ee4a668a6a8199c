package org.jackfield.spi.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.spi.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request: method, URL, headers, body. Immutable. The body is kept, not copied; do not
 * change it.
 */
public final class HttpCall {
  /** A header line; a secret value is never shown. */
  public record Header(String name, String value, boolean secret) {
    @Override
    public String toString() {
      return name + ": " + (secret ? "****" : value);
    }
  }

  private final String method;
  private final URI url;
  private final List<Header> headers;
  private final byte @Nullable [] body;

  private HttpCall(String method, URI url, List<Header> headers, byte @Nullable [] body) {
    this.method = method;
    this.url = url;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /** A GET of that URL. */
  public static HttpCall get(URI url) {
    return new HttpCall("GET", url, List.of(), null);
  }

  /** A POST of JSON to that URL. */
  public static HttpCall postJson(URI url, byte[] body) {
    return new HttpCall(
        "POST", url, List.of(new Header("Content-Type", "application/json", false)), body);
  }

  /** The same with one more header. */
  public HttpCall withHeader(String name, String value) {
    return with(new Header(name, value, false));
  }

  /** The same with one more header whose value is a secret, after a prefix such as "Bearer ". */
  public HttpCall withSecret(String name, String prefix, Secret secret) {
    return with(new Header(name, prefix + secret.reveal(), true));
  }

  private HttpCall with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new HttpCall(method, url, more, body);
  }

  /** GET or POST. */
  public String method() {
    return method;
  }

  /** The absolute URL. */
  public URI url() {
    return url;
  }

  /** The headers, in order. */
  public List<Header> headers() {
    return headers;
  }

  /** The body; empty for a GET. */
  public byte[] body() {
    return body == null ? new byte[0] : body;
  }

  /** Method and URL without its query; no headers, no body. */
  @Override
  public String toString() {
    String address = url.toString();
    int query = address.indexOf('?');
    return method + " " + (query < 0 ? address : address.substring(0, query));
  }
}
