package org.jackfield.engine.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Brings a file into memory as text: limited in size, UTF-8 only, no control characters. */
final class YamlBytes {
  private YamlBytes() {}

  /** At most that many bytes of a regular file; never blocks on a pipe or a device. */
  static byte[] read(Path path, String file, int limitBytes) {
    Location whole = Location.of(file);
    Location start = new Location(file, 1, 1);
    try {
      if (Files.isDirectory(path)) {
        throw new YamlException(whole, "This is a folder, not a file.", "");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new YamlException(whole, "This is a pipe or a device, not a file.", "");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(limitBytes + 1);
        if (bytes.length > limitBytes) {
          throw tooLarge(bytes, file, Math.max(Files.size(path), bytes.length), limitBytes);
        }
        return bytes;
      }
    } catch (NoSuchFileException e) {
      throw new YamlException(whole, "There is no such file.", "");
    } catch (AccessDeniedException e) {
      throw new YamlException(start, "This file may not be read by this user.", "");
    } catch (IOException e) {
      throw new YamlException(start, "This file cannot be read: " + reason(e) + ".", "");
    }
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** Points to where the file becomes too large. */
  private static YamlException tooLarge(byte[] bytes, String file, long size, int limitBytes) {
    return new YamlException(
        after(new String(bytes, 0, limitBytes, StandardCharsets.UTF_8), file),
        "This file has " + size + " bytes; a configuration file has at most " + limitBytes + ".",
        "The limit is reached here. Is it the right file?");
  }

  /** The bytes as text, without a byte order mark. */
  static String decode(byte[] bytes, String file, int limitBytes) {
    if (bytes.length > limitBytes) {
      throw tooLarge(bytes, file, bytes.length, limitBytes);
    }
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      throw new YamlException(
          new Location(file, 1, 1), "This file is written in UTF-16.", "Save it as UTF-8.");
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    String text;
    try {
      text = decoder.decode(in).toString();
    } catch (CharacterCodingException e) {
      int bad = in.position();
      throw new YamlException(
          after(new String(bytes, start, bad - start, StandardCharsets.UTF_8), file),
          "The byte 0x%02X here is not UTF-8.".formatted(bytes[bad] & 0xFF),
          "Save the file as UTF-8.");
    }
    refuseControlCharacters(text, file);
    return text;
  }

  /** What YAML 1.2.2 section 5.1 does not count as printable. https://yaml.org/spec/1.2.2/ */
  private static void refuseControlCharacters(String text, String file) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
      if (control || (c >= 0x7F && c <= 0x9F && c != 0x85) || c >= 0xFFFE) {
        throw new YamlException(
            after(text.substring(0, at), file),
            "A control character (U+%04X) stands here.".formatted((int) c),
            "Remove it, or write it as an escape such as \"\\x%02X\" in double quotes."
                .formatted((int) c));
      }
    }
  }

  /** The place just after that text. */
  private static Location after(String before, String file) {
    int line = 1;
    int start = 0;
    for (int at = 0; at < before.length(); at++) {
      char c = before.charAt(at);
      boolean lineFeedFollows = at + 1 < before.length() && before.charAt(at + 1) == '\n';
      if (c == '\n' || (c == '\r' && !lineFeedFollows)) {
        line++;
        start = at + 1;
      }
    }
    return new Location(file, line, before.codePointCount(start, before.length()) + 1);
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int at = 0; at < prefix.length; at++) {
      if ((bytes[at] & 0xFF) != prefix[at]) {
        return false;
      }
    }
    return true;
  }
}
