package org.jackfield.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is asked: the words of the command line, and after them what standard input brings. */
final class PromptText {
  /** More than this fits no model's context; it only costs memory. */
  static final int MOST_BYTES = 32 * 1024 * 1024;

  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final char REPLACEMENT = '\ufffd';

  private PromptText() {}

  /**
   * The words, joined by spaces.
   *
   * @throws UsageException when the JVM could not read an argument as text
   */
  static String words(List<String> words) {
    String text = String.join(" ", words);
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw new UsageException("the prompt is not valid UTF-8; pass it by standard input instead");
    }
    return text;
  }

  /** Words and input as one prompt: the input after an empty line. */
  static String join(String words, String input) {
    if (words.isBlank()) {
      return input;
    }
    return input.isBlank() ? words : words + "\n\n" + input;
  }

  /**
   * All of that stream as text.
   *
   * @throws UsageException when it is too long or not text
   */
  static String read(InputStream stream) throws IOException {
    return read(stream, "standard input");
  }

  /**
   * All of that stream as text.
   *
   * @param name what it is, for messages
   * @throws UsageException when it is too long or not text
   */
  static String read(InputStream stream, String name) throws IOException {
    byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new UsageException(
          name
              + " is longer than "
              + MOST_BYTES / (1024 * 1024)
              + " MiB, the most a prompt may have");
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw new UsageException(
            name + " has a NUL at byte " + i + ": it is not text, so it cannot be a prompt");
      }
    }
    return decode(bytes, name);
  }

  private static String decode(byte[] bytes, String name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new UsageException(
          String.format(
              "%s is not UTF-8: byte %d is 0x%02x. Convert it first, as with: iconv -f LATIN1 -t"
                  + " UTF-8",
              name, in.position(), bytes[in.position()] & 0xff));
    }
    decoder.flush(out);
    String text = out.flip().toString();
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }
}
