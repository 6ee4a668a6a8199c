package org.jackfield.engine.plugin;

/**
 * What is left of the limits for one plugin, over its archive and the jars inside it. Owned by the
 * thread that checks the plugin.
 */
final class ArchiveBudget {
  private final ArchiveLimits limits;
  private int entries;
  private long bytes;

  ArchiveBudget(ArchiveLimits limits) {
    this.limits = limits;
  }

  ArchiveLimits limits() {
    return limits;
  }

  /** Counts the entries and declared bytes of a directory before anything is inflated. */
  void spend(ZipDirectory directory) {
    entries += directory.members().size();
    if (entries > limits.entries()) {
      throw new PluginRejectedException(
          "The archive has more than " + limits.entries() + " entries.");
    }
    long compressed = 0;
    long inflated = 0;
    for (ZipMember member : directory.members()) {
      checkRatio(
          "The entry " + ShownText.quoted(member.name()), member.bytes(), member.compressedBytes());
      compressed += member.compressedBytes();
      inflated += member.bytes();
    }
    checkRatio("The archive", inflated, compressed);
    bytes += inflated;
    if (bytes > limits.totalBytes()) {
      throw new PluginRejectedException(
          "The archive grows to more than " + (limits.totalBytes() >> 20) + " MiB.");
    }
  }

  private void checkRatio(String what, long inflated, long compressed) {
    if (inflated > limits.ratioFromBytes() && inflated > limits.ratio() * compressed) {
      throw new PluginRejectedException(
          what + " grows more than " + limits.ratio() + "-fold when inflated, as a zip bomb does.");
    }
  }
}
