package org.jackfield.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jackfield.engine.plugin.PluginRules;
import org.jspecify.annotations.Nullable;

/** Reads where plugins are and which of them may be loaded. */
final class PluginsReader {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final String DIGEST_HINT =
      "'jackfield plugins list --json' shows the digest of each file, as sha256sum does.";

  private final Resolution resolution;
  private final SectionReader plugins;
  private final @Nullable Path folder;

  /**
   * A reader.
   *
   * @param folder what paths are relative to
   */
  PluginsReader(Resolution resolution, SectionReader root, @Nullable Path folder) {
    this.resolution = resolution;
    this.plugins = root.section("plugins");
    this.folder = folder;
  }

  /** Further folders of plugins, as {@link Path}s. */
  List<Located> folders() {
    return paths(plugins.items("dirs"));
  }

  /** The files of trusted certificates, as {@link Path}s. */
  List<Located> certificateFiles() {
    return paths(plugins.section("trusted").items("certificates"));
  }

  private List<Located> paths(List<Located> items) {
    List<Located> paths = new ArrayList<>();
    for (Located item : items) {
      Path path = folder == null ? Path.of(item.text()) : folder.resolve(item.text()).normalize();
      paths.add(new Located(path, item.location(), item.path()));
    }
    return paths;
  }

  /**
   * Which plugins may be loaded. What is wrong with the rules never makes them looser: a truth that
   * cannot be read counts as true.
   */
  PluginRules rules(CertificateFiles certificates) {
    boolean requireSigned =
        plugins.text("require_signed").map(flag -> Boolean.TRUE.equals(flag.value())).orElse(true);
    SectionReader trusted = plugins.section("trusted");
    Set<String> digests = new LinkedHashSet<>();
    for (Located item : trusted.items("sha256")) {
      String digest = item.text().toLowerCase(Locale.ROOT);
      if (SHA256.matcher(digest).matches()) {
        digests.add(digest);
      } else {
        resolution.problem(
            item.location(),
            item.path(),
            Shown.value(item.text()) + " is no SHA-256 digest of 64 hexadecimal digits.",
            DIGEST_HINT);
      }
    }
    return new PluginRules(
        allowed(), digests, certificates.of(paths(trusted.items("certificates"))), requireSigned);
  }

  private Map<String, String> allowed() {
    Map<String, String> allowed = new LinkedHashMap<>();
    plugins.named("allow").forEach((id, file) -> allow(allowed, id, file));
    return allowed;
  }

  private void allow(Map<String, String> allowed, String id, Located file) {
    String text = file.text().toLowerCase(Locale.ROOT);
    if (text.equals(PluginRules.ANY) || SHA256.matcher(text).matches()) {
      allowed.put(id, text);
    } else {
      resolution.problem(
          file.location(),
          file.path(),
          Shown.value(file.text())
              + " is neither a SHA-256 digest of 64 hexadecimal digits nor '"
              + PluginRules.ANY
              + "'.",
          DIGEST_HINT);
    }
  }
}
