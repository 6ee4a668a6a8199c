package org.jackfield.engine.plugin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive written byte by byte, so that a test can lie in every field. Layout: APPNOTE.TXT
 * 6.3.
 */
final class ZipBytes {
  /** One entry; the fields of its two headers may be changed before it is written. */
  static final class Entry {
    byte[] name = new byte[0];
    byte[] localName = new byte[0];
    int flags;
    int method;
    int crc;
    long compressedBytes;
    long bytes;
    int unixMode;
    byte[] content = new byte[0];

    /** The entry whose bytes this one shares, instead of having its own. */
    @Nullable Entry sharing;

    int offset;
  }

  private final List<Entry> entries = new ArrayList<>();

  /** The entries of a sound plugin jar. */
  static ZipBytes of(Map<String, byte[]> files) {
    ZipBytes zip = new ZipBytes();
    files.forEach(zip::deflated);
    return zip;
  }

  /** A deflated entry. */
  Entry deflated(String name, byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      compressed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return add(name, 8, content, compressed.toByteArray());
  }

  /** A stored entry. */
  Entry stored(String name, byte[] content) {
    return add(name, 0, content, content);
  }

  private Entry add(String name, int method, byte[] content, byte[] compressed) {
    CRC32 crc = new CRC32();
    crc.update(content);
    Entry entry = new Entry();
    entry.name = name.getBytes(StandardCharsets.UTF_8);
    entry.localName = entry.name;
    entry.method = method;
    entry.crc = (int) crc.getValue();
    entry.bytes = content.length;
    entry.compressedBytes = compressed.length;
    entry.content = compressed;
    entries.add(entry);
    return entry;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      if (entry.sharing != null) {
        entry.offset = entry.sharing.offset;
        continue;
      }
      entry.offset = out.size();
      ByteBuffer local = header(30);
      local.putInt(0x04034b50).putShort((short) 20).putShort((short) entry.flags);
      local.putShort((short) entry.method).putInt(0).putInt(entry.crc);
      local.putInt((int) entry.compressedBytes).putInt((int) entry.bytes);
      local.putShort((short) entry.localName.length).putShort((short) 0);
      out.writeBytes(local.array());
      out.writeBytes(entry.localName);
      out.writeBytes(entry.content);
    }
    int start = out.size();
    for (Entry entry : entries) {
      ByteBuffer central = header(46);
      central.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20);
      central.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
      central.putInt(entry.crc).putInt((int) entry.compressedBytes).putInt((int) entry.bytes);
      central.putShort((short) entry.name.length).putShort((short) 0).putShort((short) 0);
      central.putShort((short) 0).putShort((short) 0).putInt(entry.unixMode << 16);
      central.putInt(entry.offset);
      out.writeBytes(central.array());
      out.writeBytes(entry.name);
    }
    ByteBuffer end = header(22);
    end.putInt(0x06054b50).putInt(0).putShort((short) entries.size());
    end.putShort((short) entries.size()).putInt(out.size() - start).putInt(start);
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static ByteBuffer header(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
