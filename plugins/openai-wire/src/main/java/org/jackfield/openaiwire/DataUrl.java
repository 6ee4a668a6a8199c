package org.jackfield.openaiwire;

import java.net.URI;
import java.util.Base64;
import java.util.Locale;
import org.jackfield.spi.chat.Media;
import org.jackfield.wire.InvalidRequest;

/** Media as OpenAI's JSON has it: a {@code data:} URL in base64 (RFC 2397), or any other URL. */
final class DataUrl {
  private DataUrl() {}

  /** Reads a URL; {@code path} names the field in errors. */
  static Media read(String url, String path) {
    if (!url.regionMatches(true, 0, "data:", 0, 5)) {
      return Media.remote(remote(url, path));
    }
    int comma = url.indexOf(',');
    if (comma < 0) {
      throw InvalidRequest.field(path, "a URL, or a data: URL with a comma before its data");
    }
    String head = url.substring(5, comma).toLowerCase(Locale.ROOT);
    if (!head.endsWith(";base64")) {
      throw InvalidRequest.field(path, "a data: URL in base64");
    }
    String type = head.substring(0, head.length() - ";base64".length());
    int parameters = type.indexOf(';');
    String mime = parameters < 0 ? type : type.substring(0, parameters);
    if (mime.isEmpty()) {
      throw InvalidRequest.field(path, "a data: URL that names its type, such as image/png");
    }
    // The name that many write; the registered one is another.
    String named = mime.equals("image/jpg") ? "image/jpeg" : mime;
    return Media.inline(named, decode(url.substring(comma + 1), path));
  }

  /** Decodes base64; {@code path} names the field in errors. */
  static byte[] decode(String base64, String path) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw InvalidRequest.field(path, "valid base64");
    }
  }

  /** The media as a URL. */
  static String write(Media media) {
    return switch (media) {
      case Media.Inline inline -> "data:" + inline.mimeType() + ";base64," + encode(inline.bytes());
      case Media.Remote remote -> remote.uri().toString();
    };
  }

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static URI remote(String url, String path) {
    try {
      URI uri = URI.create(url);
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      throw InvalidRequest.field(path, "a valid URL");
    }
    throw InvalidRequest.field(path, "an absolute URL");
  }
}
