package org.jackfield.engine.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the content of zip entries, never further than their declared size, and compares size and
 * CRC-32 with what was declared. Owned by one thread; close it to free the inflater.
 */
final class ZipContent implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private final ByteBuffer archive;
  private final ZipDirectory directory;
  private final Inflater inflater = new Inflater(true);
  private final byte[] buffer = new byte[BUFFER_BYTES];

  ZipContent(ByteBuffer archive, ZipDirectory directory) {
    this.archive = archive;
    this.directory = directory;
  }

  /** The content of an entry of at most that many bytes. */
  byte[] read(ZipMember member, int maxBytes) throws IOException {
    if (member.bytes() > maxBytes) {
      throw new PluginRejectedException(
          "The entry "
              + ShownText.quoted(member.name())
              + " is larger than "
              + maxBytes
              + " bytes.");
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream((int) member.bytes());
    copy(member, content);
    return content.toByteArray();
  }

  /** Writes the content of an entry. */
  void copy(ZipMember member, OutputStream target) throws IOException {
    ByteBuffer compressed =
        archive.slice(
            directory.contentOffset(archive, member), Math.toIntExact(member.compressedBytes()));
    CRC32 crc = new CRC32();
    long written = 0;
    inflater.reset();
    if (member.method() == ZipMember.DEFLATED) {
      inflater.setInput(compressed);
    }
    while (true) {
      int count = member.method() == ZipMember.DEFLATED ? inflate(member) : stored(compressed);
      if (count == 0) {
        break;
      }
      written += count;
      if (written > member.bytes()) {
        throw lies(member, "holds more than the " + member.bytes() + " bytes it declares");
      }
      crc.update(buffer, 0, count);
      target.write(buffer, 0, count);
    }
    if (written != member.bytes()) {
      throw lies(member, "holds " + written + " of the " + member.bytes() + " bytes it declares");
    }
    if ((int) crc.getValue() != member.crc()) {
      throw lies(member, "is damaged: its checksum differs");
    }
  }

  private int inflate(ZipMember member) {
    try {
      int count = inflater.inflate(buffer);
      if (count == 0 && !inflater.finished()) {
        throw lies(member, "is cut short");
      }
      return count;
    } catch (DataFormatException e) {
      throw lies(member, "cannot be inflated");
    }
  }

  private int stored(ByteBuffer content) {
    int count = Math.min(content.remaining(), buffer.length);
    content.get(buffer, 0, count);
    return count;
  }

  private static PluginRejectedException lies(ZipMember member, String how) {
    return new PluginRejectedException(
        "The entry " + ShownText.quoted(member.name()) + " " + how + ".");
  }

  @Override
  public void close() {
    inflater.end();
  }
}
