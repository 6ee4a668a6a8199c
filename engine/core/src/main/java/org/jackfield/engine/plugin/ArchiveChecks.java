package org.jackfield.engine.plugin;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules for the entries of an archive, applied before anything of it is unpacked or loaded:
 * names that stay inside, plain files and folders only, each name once, nothing encrypted, no two
 * entries that share bytes.
 */
final class ArchiveChecks {
  private ArchiveChecks() {}

  /** Applies all rules. */
  static void check(ByteBuffer archive, ZipDirectory directory, ArchiveBudget budget) {
    budget.spend(directory);
    Set<String> paths = new HashSet<>();
    for (ZipMember member : directory.members()) {
      checkName(member.name(), budget.limits());
      checkKind(member);
      if (!paths.add(member.path())) {
        throw new PluginRejectedException(
            "The archive has two entries named " + ShownText.quoted(member.path()) + ".");
      }
    }
    checkOverlap(archive, directory);
  }

  /**
   * Refuses what only Java's loader would take for the manifest. It looks for the manifest whatever
   * the case of its name ({@link java.util.jar.JarFile}), also beside one of the right name: a
   * {@code Class-Path} in it would be followed without having been seen here.
   */
  static void checkManifestName(ZipDirectory directory) {
    for (ZipMember member : directory.members()) {
      String name = member.name();
      if (name.equalsIgnoreCase(PluginManifest.PATH) && !name.equals(PluginManifest.PATH)) {
        throw new PluginRejectedException(
            "The archive has an entry named "
                + ShownText.quoted(name)
                + ", which Java takes for the manifest; that must be named "
                + PluginManifest.PATH
                + ".");
      }
    }
  }

  private static void checkName(String name, ArchiveLimits limits) {
    if (name.length() > limits.nameChars()) {
      throw new PluginRejectedException(
          "The archive has an entry with a name of "
              + name.length()
              + " characters; "
              + limits.nameChars()
              + " are allowed.");
    }
    boolean drive = name.length() > 1 && name.charAt(1) == ':';
    boolean outside = name.startsWith("/") || drive || name.indexOf('\\') >= 0;
    for (String segment : name.split("/", -1)) {
      outside |= segment.equals("..") || segment.equals(".");
    }
    if (outside) {
      throw new PluginRejectedException(
          "The archive has an entry named "
              + ShownText.quoted(name)
              + ", which points outside of it. Nothing was unpacked.");
    }
    if (name.isEmpty() || name.contains("//") || name.chars().anyMatch(Character::isISOControl)) {
      throw new PluginRejectedException(
          "The archive has an entry with the unusable name " + ShownText.quoted(name) + ".");
    }
  }

  private static void checkKind(ZipMember member) {
    String entry = "The entry " + ShownText.quoted(member.name());
    if (member.special()) {
      throw new PluginRejectedException(entry + " is a symbolic link or another special file.");
    }
    if (member.encrypted()) {
      throw new PluginRejectedException(entry + " is encrypted.");
    }
    if (member.method() != ZipMember.STORED && member.method() != ZipMember.DEFLATED) {
      throw new PluginRejectedException(
          entry + " is compressed by method " + member.method() + ", which Java cannot read.");
    }
    boolean inconsistent =
        member.folder()
            ? member.bytes() != 0
            : member.method() == ZipMember.STORED && member.bytes() != member.compressedBytes();
    if (inconsistent) {
      throw new PluginRejectedException(entry + " declares sizes that contradict each other.");
    }
  }

  /** Entries that share compressed bytes make a bomb that no ratio shows (Fifield, WOOT 2019). */
  private static void checkOverlap(ByteBuffer archive, ZipDirectory directory) {
    List<ZipMember> members = new ArrayList<>(directory.members());
    members.sort(Comparator.comparingInt(ZipMember::headerOffset));
    long free = 0;
    for (ZipMember member : members) {
      if (member.headerOffset() < free) {
        throw new PluginRejectedException(
            "The entry " + ShownText.quoted(member.name()) + " shares its bytes with another one.");
      }
      free = directory.contentOffset(archive, member) + member.compressedBytes();
    }
  }
}
