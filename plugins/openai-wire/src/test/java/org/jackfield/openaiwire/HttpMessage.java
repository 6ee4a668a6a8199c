package org.jackfield.openaiwire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One request or response out of the recorded bytes of a connection.
 *
 * @param head its first line and its headers
 * @param body its body without chunk framing; as far as it goes when it was cut
 * @param raw all its bytes
 */
record HttpMessage(String head, byte[] body, byte[] raw) {
  /** The requests in these bytes, in order. */
  static List<HttpMessage> requests(byte[] bytes) {
    return messages(bytes, "");
  }

  /**
   * The responses in these bytes, in order, without interim ones.
   *
   * @param method what was asked: the answer to HEAD has no body
   */
  static List<HttpMessage> responses(byte[] bytes, String method) {
    return messages(bytes, method).stream().filter(message -> message.status() >= 200).toList();
  }

  private static List<HttpMessage> messages(byte[] bytes, String method) {
    List<HttpMessage> messages = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int from = 0;
    for (int end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n", from)) {
      String head = text.substring(from, end);
      int body = end + 4;
      int to = method.equals("HEAD") ? body : end(text, head, body);
      byte[] content = Arrays.copyOfRange(bytes, body, to);
      messages.add(
          new HttpMessage(
              head,
              chunked(head) ? unchunked(content) : content,
              Arrays.copyOfRange(bytes, from, to)));
      from = to;
    }
    return messages;
  }

  private static int end(String text, String head, int body) {
    if (chunked(head)) {
      int last = text.indexOf("\r\n0\r\n\r\n", body - 2);
      return last < 0 ? text.length() : last + 7;
    }
    Optional<String> length = header(head, "content-length");
    if (length.isPresent()) {
      return Math.min(text.length(), body + Integer.parseInt(length.get()));
    }
    boolean bare = !head.startsWith("HTTP/") || head.matches("(?s)HTTP/\\S+ (1\\d\\d|204|304).*");
    return bare ? body : text.length();
  }

  private static boolean chunked(String head) {
    return header(head, "transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent();
  }

  private static byte[] unchunked(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length) {
      int end = at;
      while (end < body.length && body[end] != '\r') {
        end++;
      }
      String size = new String(body, at, end - at, StandardCharsets.US_ASCII);
      int length = size.isEmpty() ? 0 : Integer.parseInt(size, 16);
      if (length == 0) {
        break;
      }
      out.write(body, end + 2, Math.max(0, Math.min(length, body.length - end - 2)));
      at = end + 2 + length + 2;
    }
    return out.toByteArray();
  }

  /** The method of a request. */
  String method() {
    return head.substring(0, head.indexOf(' '));
  }

  /** The path of a request, without doubled slashes and one at its end. */
  String path() {
    return head.split(" ", 3)[1].replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
  }

  /** The status of a response; 1000 for a request. */
  int status() {
    return head.startsWith("HTTP/") ? Integer.parseInt(head.split(" ", 3)[1]) : 1000;
  }

  /** The value of that header, whose name is in lower case. */
  Optional<String> header(String name) {
    return header(head, name);
  }

  private static Optional<String> header(String head, String name) {
    return head.lines()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }
}
