package org.jackfield.plugin.llamacpp.generate;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of tokens into whole characters: an incomplete one is held back until its rest
 * comes, and bytes that are no UTF-8 become U+FFFD, one for each maximal part (Unicode 16, chapter
 * 3.9). Belongs to one thread.
 */
final class CharacterStream {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private ByteBuffer held = ByteBuffer.allocate(64).limit(0);

  /** The characters that are complete with these bytes; may be empty. */
  String add(byte... bytes) {
    ByteBuffer in =
        ByteBuffer.allocate(held.remaining() + bytes.length).put(held).put(bytes).flip();
    String text = decode(in, false);
    held = in;
    return text;
  }

  /** What was held back, as replacement characters; nothing may be added afterwards. */
  String end() {
    return decode(held, true);
  }

  private String decode(ByteBuffer in, boolean end) {
    CharBuffer out = CharBuffer.allocate(in.remaining() + 2);
    while (true) {
      CoderResult result = decoder.decode(in, out, end);
      if (!result.isMalformed()) {
        return out.flip().toString();
      }
      // The decoder takes an encoded surrogate as one malformed part of three bytes; each of them
      // is one by itself.
      boolean surrogate = result.length() == 3 && (in.get(in.position()) & 0xFF) == 0xED;
      out.append(surrogate ? "\uFFFD\uFFFD\uFFFD" : "\uFFFD");
      in.position(in.position() + result.length());
    }
  }
}
