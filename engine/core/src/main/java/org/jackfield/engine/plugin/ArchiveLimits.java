package org.jackfield.engine.plugin;

/**
 * How large a plugin archive may be, everything in it counted, also what lies in the jars of its
 * {@code lib/}.
 *
 * @param entries the most entries
 * @param totalBytes the most bytes after inflating, and of the archive itself
 * @param ratio the most bytes that one compressed byte may become
 * @param ratioFromBytes the ratio is not looked at below this size: a short run of blanks may
 *     compress a thousandfold and harms nobody
 * @param nameChars the longest name of an entry
 * @param manifestBytes the largest manifest
 * @param classBytes the largest class file
 */
record ArchiveLimits(
    int entries,
    long totalBytes,
    int ratio,
    long ratioFromBytes,
    int nameChars,
    int manifestBytes,
    int classBytes) {
  /** The limits that hold for every plugin. */
  static final ArchiveLimits STANDARD =
      new ArchiveLimits(10_000, 512L << 20, 100, 1L << 20, 512, 1 << 20, 16 << 20);
}
