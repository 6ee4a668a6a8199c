package org.jackfield.spi.chat;

import java.net.URI;
import java.util.Arrays;

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
    public boolean equals(Object other) {
      return other instanceof Inline inline
          && inline.mimeType.equals(mimeType)
          && Arrays.equals(inline.bytes, bytes);
    }

    @Override
    public int hashCode() {
      return 31 * mimeType.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return mimeType + ", " + bytes.length + " bytes";
    }
  }

  /** A reference that only the upstream may follow. */
  record Remote(URI uri) implements Media {
    /** Where it lies; not its path and query, which may be somebody's key to it. */
    @Override
    public String toString() {
      return "a URL at " + (uri.getHost() == null ? uri.getScheme() + ":" : uri.getHost());
    }
  }
}
