package org.jackfield.engine.plugin;

/**
 * What makes two plugins the same plugin: the id and the bytes. A backend may be carried over to
 * the next generation only while this is equal.
 *
 * @param id the manifest's {@code Plugin-Id}
 * @param sha256 SHA-256 of the archive, 64 lower-case hex digits
 */
public record PluginIdentity(String id, String sha256) {
  /** The id with the first digits of the digest, for messages. */
  @Override
  public String toString() {
    return id + "@" + sha256.substring(0, Math.min(12, sha256.length()));
  }
}
