package org.jackfield.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jackfield.spi.Secret;

/**
 * The keys of which a request has to show one. Keeps their digests alone and compares all of them
 * in constant time. Immutable.
 */
final class KeyRing {
  private final List<byte[]> digests;

  KeyRing(List<Secret> keys) {
    this.digests = keys.stream().map(Secret::reveal).map(KeyRing::digest).toList();
  }

  boolean isEmpty() {
    return digests.isEmpty();
  }

  /** Whether the request shows exactly one key, and that is one of these. */
  boolean opens(Exchange exchange) {
    byte[] shown = digest(shownKey(exchange));
    boolean good = false;
    for (byte[] key : digests) {
      good |= MessageDigest.isEqual(key, shown);
    }
    return good;
  }

  /** The key of exactly one header; empty for none or several. */
  private static String shownKey(Exchange exchange) {
    List<String> bearer = exchange.headers("Authorization");
    List<String> plain = exchange.headers("x-api-key");
    if (bearer.size() + plain.size() != 1) {
      return "";
    }
    if (!plain.isEmpty()) {
      return plain.getFirst();
    }
    String value = bearer.getFirst();
    return value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7).strip() : "";
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
