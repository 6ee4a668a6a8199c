package org.jackfield.engine.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way through a load. Mutable: handed from the thread of one step to that of the
 * next, never shared.
 */
final class FoundPlugin {
  final Path file;
  String sha256 = "";
  Optional<PluginManifest> manifest = Optional.empty();
  Optional<String> reason = Optional.empty();

  Vetting vetting = Vetting.NONE;

  /** Set once the file passed the checks. */
  @Nullable PluginArchive archive;

  /** Set once PF4J loaded it; closed by this load until a {@link #plugin} owns it. */
  @Nullable AllowListClassLoader loader;

  /** Set once its code was inspected, or when the same bytes were loaded before. */
  @Nullable LoadedPlugin plugin;

  /** This load's hold on the plugin. */
  @Nullable PluginLease lease;

  /** What an earlier load knew about it, when it is not taken from its file. */
  final KeptPlugins.@Nullable Kept kept;

  FoundPlugin(Path file) {
    this.file = file;
    this.kept = null;
  }

  /** A file of an earlier load. */
  FoundPlugin(KeptPlugins.Kept kept) {
    this.file = kept.info().file();
    this.kept = kept;
    this.sha256 = kept.info().sha256();
    this.manifest = kept.archive().map(PluginArchive::manifest);
    this.reason = kept.info().reason();
  }

  boolean ready() {
    return reason.isEmpty();
  }

  /** The file as the registry shows it. */
  PluginInfo info() {
    if (kept != null && kept.archive().isEmpty()) {
      return kept.info();
    }
    return new PluginInfo(
        manifest
            .map(PluginManifest::id)
            .filter(id -> !id.isEmpty())
            .orElse(ShownText.of(String.valueOf(file.getFileName()))),
        manifest.map(PluginManifest::version).orElse(""),
        sha256,
        file,
        types(),
        ready() ? PluginState.READY : PluginState.QUARANTINED,
        reason,
        manifest.flatMap(PluginManifest::license),
        vetting);
  }

  private List<String> types() {
    if (ready() && plugin != null) {
      return plugin.offers().stream().flatMap(offer -> offer.types().stream()).toList();
    }
    return manifest.map(PluginManifest::types).orElse(List.of());
  }
}
