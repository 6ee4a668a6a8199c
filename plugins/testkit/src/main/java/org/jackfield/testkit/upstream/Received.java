package org.jackfield.testkit.upstream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A request as the server received it. Immutable; the body is kept, not copied.
 *
 * @param connection the number of its connection, from 1
 * @param method its method
 * @param target its request target: the path with the query
 * @param headers its header lines, in order, as sent
 * @param body its body, without chunk framing
 */
public record Received(
    int connection, String method, String target, List<String> headers, byte[] body) {
  /** Copies its list. */
  public Received {
    headers = List.copyOf(headers);
  }

  /** The value of the first header of that name, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** The path, without the query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body as JSON. */
  public Json json() {
    return Json.parse(text());
  }

  /** Request line, headers and body as one text, to look for what must not be there. */
  public String everything() {
    return method + " " + target + "\n" + String.join("\n", headers) + "\n\n" + text();
  }

  @Override
  public String toString() {
    return method + " " + target + ", " + body.length + " bytes, connection " + connection;
  }
}
