package org.jackfield.engine.plugin;

/**
 * One entry of a zip archive, as its central directory declares it.
 *
 * @param name its name; ends with a slash when it is a folder
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the content
 * @param compressedBytes bytes in the archive
 * @param bytes bytes after inflating
 * @param unixMode Unix mode bits, 0 when the archive has none
 * @param encrypted whether it is encrypted
 * @param headerOffset where its local header begins
 */
record ZipMember(
    String name,
    int method,
    int crc,
    long compressedBytes,
    long bytes,
    int unixMode,
    boolean encrypted,
    int headerOffset) {
  static final int STORED = 0;
  static final int DEFLATED = 8;
  private static final int FILE_TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int FOLDER = 0040000;

  boolean folder() {
    return name.endsWith("/");
  }

  /** Whether it is neither a plain file nor a folder: a symbolic link, a device, a pipe. */
  boolean special() {
    int type = unixMode & FILE_TYPE;
    return type != 0 && type != REGULAR && type != FOLDER;
  }

  /** The name without the slash that marks a folder. */
  String path() {
    return folder() ? name.substring(0, name.length() - 1) : name;
  }
}
