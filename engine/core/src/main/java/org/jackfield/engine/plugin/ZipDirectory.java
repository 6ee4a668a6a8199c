package org.jackfield.engine.plugin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The central directory of a zip archive, read by ourselves, because {@link java.util.zip.ZipFile}
 * hides what the checks need: file types, duplicate names, where each entry lies. Layout as in
 * APPNOTE.TXT 6.3 (<a
 * href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">PKWARE</a>). Multi-disk and
 * Zip64 archives are refused: within {@link ArchiveLimits} nothing needs them.
 *
 * @param members the entries in the order of the directory
 * @param start where the directory begins, and so where the last entry must end
 */
record ZipDirectory(List<ZipMember> members, int start) {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 0xffff;

  /** The end of an archive, no longer than this, has its end record. */
  static final int TAIL_BYTES = END_BYTES + MAX_COMMENT_BYTES;

  private static final int HEADER_SIGNATURE = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;

  ZipDirectory {
    members = List.copyOf(members);
  }

  /** Reads the directory of the archive that the buffer holds from 0 to its limit. */
  static ZipDirectory read(ByteBuffer archive) {
    archive.order(ByteOrder.LITTLE_ENDIAN);
    int end = endOfDirectory(archive);
    int entries = unsigned(archive.getShort(end + 10));
    long bytes = unsigned(archive.getInt(end + 12));
    long start = unsigned(archive.getInt(end + 16));
    if (archive.getShort(end + 4) != 0
        || archive.getShort(end + 6) != 0
        || unsigned(archive.getShort(end + 8)) != entries
        || entries == 0xffff
        || start + bytes != end) {
      throw broken("its directory does not lie where its end record says");
    }
    List<ZipMember> members = new ArrayList<>();
    int position = (int) start;
    for (int i = 0; i < entries; i++) {
      if (position + HEADER_BYTES > end || archive.getInt(position) != HEADER_SIGNATURE) {
        throw broken("its directory is cut short");
      }
      int nameBytes = unsigned(archive.getShort(position + 28));
      int rest =
          unsigned(archive.getShort(position + 30)) + unsigned(archive.getShort(position + 32));
      if (position + HEADER_BYTES + nameBytes + rest > end) {
        throw broken("its directory is cut short");
      }
      members.add(member(archive, position, nameBytes));
      position += HEADER_BYTES + nameBytes + rest;
    }
    if (position != end) {
      throw broken("its directory holds more than its entries");
    }
    return new ZipDirectory(members, (int) start);
  }

  private static int endOfDirectory(ByteBuffer archive) {
    int end = endRecord(archive);
    if (end < 0) {
      throw broken("it has no directory, as when it was copied only in part");
    }
    return end;
  }

  /** Where the record lies that ends every archive; negative when there is none. */
  private static int endRecord(ByteBuffer archive) {
    int last = archive.limit() - END_BYTES;
    for (int at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--) {
      if (archive.getInt(at) == END_SIGNATURE
          && at + END_BYTES + unsigned(archive.getShort(at + 20)) == archive.limit()) {
        return at;
      }
    }
    return -1;
  }

  /** Whether an archive of which this is the end has the record that ends every archive. */
  static boolean ends(ByteBuffer tail) {
    return endRecord(tail.order(ByteOrder.LITTLE_ENDIAN)) >= 0;
  }

  private static ZipMember member(ByteBuffer archive, int at, int nameBytes) {
    long compressed = unsigned(archive.getInt(at + 20));
    long bytes = unsigned(archive.getInt(at + 24));
    long offset = unsigned(archive.getInt(at + 42));
    if (compressed == 0xffffffffL || bytes == 0xffffffffL || offset > archive.limit()) {
      throw broken("an entry claims an impossible size or place");
    }
    return new ZipMember(
        name(archive, at + HEADER_BYTES, nameBytes),
        unsigned(archive.getShort(at + 10)),
        archive.getInt(at + 16),
        compressed,
        bytes,
        unsigned(archive.getShort(at + 40)),
        (archive.getShort(at + 8) & 1) != 0,
        (int) offset);
  }

  private static String name(ByteBuffer archive, int at, int bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(archive.slice(at, bytes)).toString();
    } catch (CharacterCodingException e) {
      throw broken("the name of an entry is not UTF-8");
    }
  }

  /** The entry of that name. */
  Optional<ZipMember> find(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /**
   * Where the content of an entry begins. The local header must agree with the directory: readers
   * that trust the one must not see another archive than readers that trust the other.
   */
  int contentOffset(ByteBuffer archive, ZipMember member) {
    int at = member.headerOffset();
    if (at > start - LOCAL_BYTES || archive.getInt(at) != LOCAL_SIGNATURE) {
      throw broken("the entry " + ShownText.quoted(member.name()) + " is not where it should be");
    }
    int nameBytes = unsigned(archive.getShort(at + 26));
    long content = (long) at + LOCAL_BYTES + nameBytes + unsigned(archive.getShort(at + 28));
    if (content + member.compressedBytes() > start) {
      throw broken("the entry " + ShownText.quoted(member.name()) + " ends beyond its archive");
    }
    byte[] name = new byte[nameBytes];
    archive.get(at + LOCAL_BYTES, name);
    if (!new String(name, StandardCharsets.UTF_8).equals(member.name())
        || unsigned(archive.getShort(at + 8)) != member.method()) {
      throw broken("the entry " + ShownText.quoted(member.name()) + " has two headers that differ");
    }
    return (int) content;
  }

  static PluginRejectedException broken(String how) {
    return new PluginRejectedException("The file is not a sound zip archive: " + how + ".");
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
