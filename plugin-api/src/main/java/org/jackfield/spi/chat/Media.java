package org.jackfield.spi.chat;

import java.net.URI;

/** Bytes, or a reference by URL. The engine never fetches a URL. Create it by its factories. */
public sealed interface Media {
  /** Bytes of that type; kept, not copied. */
  static Inline inline(String mimeType, byte[] bytes) {
    return new Inline(mimeType, bytes);
  }

  /** A reference that only the upstream may follow. */
  static Remote remote(URI uri) {
    return new Remote(uri);
  }

  /** Bytes of a MIME type. */
  record Inline(String mimeType, byte[] bytes) implements Media {
    @Override
    public String toString() {
      return mimeType + ", " + bytes.length + " bytes";
    }
  }

  /** A reference that only the upstream may follow. */
  record Remote(URI uri) implements Media {}
}
