package org.jackfield.engine.plugin;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the configuration says about which plugins may be loaded. Immutable. It holds for plugins
 * that are open already as well.
 *
 * @param allowed the plugins whose classes may take the process with them, by id: the digest of the
 *     one file that is meant, in lower-case hex, or {@link #ANY}
 * @param digests digests of files that are trusted, in lower-case hex
 * @param certificates certificates whose signatures are trusted, and those of what they issued
 * @param requireSigned whether only trusted files are loaded
 */
public record PluginRules(
    Map<String, String> allowed,
    Set<String> digests,
    List<X509Certificate> certificates,
    boolean requireSigned) {
  /** Stands for every file of an id. */
  public static final String ANY = "any";

  /** No allowance, no trust, and none needed: what holds where nothing is configured. */
  public static final PluginRules NONE = new PluginRules(Map.of(), Set.of(), List.of(), false);

  /** Copies its collections. */
  public PluginRules {
    allowed = Map.copyOf(allowed);
    digests = Set.copyOf(digests);
    certificates = List.copyOf(certificates);
  }

  /** The same, with only trusted files loaded. */
  public PluginRules withRequireSigned() {
    return new PluginRules(allowed, digests, certificates, true);
  }
}
