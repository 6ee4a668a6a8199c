package org.jackfield.engine.reload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.config.InstalledTypes;
import org.jackfield.engine.plugin.PluginInfo;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.snapshot.InForce;
import org.jackfield.engine.snapshot.SnapshotDraft;

/**
 * A configuration that was read and checked and is not in force: its files, its plugins, what it
 * would build and how it differs. Holds its plugins open until it is closed or taken.
 */
final class Candidate implements AutoCloseable {
  private final Contents contents;
  private final PluginRegistry plugins;
  private final SnapshotDraft draft;
  private final ReloadPlan plan;
  private boolean taken;

  private Candidate(
      Contents contents, PluginRegistry plugins, SnapshotDraft draft, ReloadPlan plan) {
    this.contents = contents;
    this.plugins = plugins;
    this.draft = draft;
    this.plan = plan;
  }

  /**
   * Checks files against plugins and compares them with what is in force. Closes the plugins when
   * that fails.
   *
   * @throws ConfigException with every problem
   */
  static Candidate of(Contents contents, PluginRegistry plugins, Optional<InForce> before) {
    try {
      EngineConfig config = contents.config().resolve(installed(plugins, before));
      SnapshotDraft draft =
          SnapshotDraft.of(config, plugins, contents.artifacts(), before.map(InForce::snapshot));
      return new Candidate(contents, plugins, draft, PlanOfChange.of(draft, before));
    } catch (RuntimeException | Error e) {
      plugins.close();
      throw e;
    }
  }

  /**
   * The types that are there, and those that would be: of quarantined plugins, and of plugins that
   * were there until now.
   */
  static InstalledTypes installed(PluginRegistry plugins, Optional<InForce> before) {
    List<InstalledTypes.Type> types = new ArrayList<>();
    for (String type : plugins.types()) {
      plugins
          .factory(type)
          .ifPresent(
              factory -> types.add(new InstalledTypes.Type(factory.types(), factory.settings())));
    }
    Map<String, String> unavailable = new HashMap<>();
    for (PluginInfo plugin : plugins.plugins()) {
      if (plugin.state() == PluginState.QUARANTINED) {
        missing(
            unavailable,
            plugin,
            plugins,
            "its plugin " + plugin.id() + " is quarantined: " + plugin.reason().orElse(""));
      }
    }
    before.ifPresent(
        old -> {
          for (PluginInfo plugin : old.plugins().plugins()) {
            if (plugin.state() == PluginState.READY) {
              missing(
                  unavailable,
                  plugin,
                  plugins,
                  "its plugin "
                      + plugin.id()
                      + quarantinedAt(plugin.file(), plugins)
                          .map(why -> " is not what lies at " + plugin.file() + " now: " + why)
                          .orElse(" is not at " + plugin.file() + " any more"));
            }
          }
        });
    return new InstalledTypes(types, unavailable);
  }

  /** Why the file that lies there now is not used. */
  private static Optional<String> quarantinedAt(Path file, PluginRegistry plugins) {
    return plugins.plugins().stream()
        .filter(plugin -> plugin.file().equals(file))
        .findFirst()
        .flatMap(PluginInfo::reason);
  }

  private static void missing(
      Map<String, String> unavailable, PluginInfo plugin, PluginRegistry plugins, String why) {
    for (String type : plugin.types()) {
      if (plugins.factory(type).isEmpty()) {
        unavailable.putIfAbsent(type, why);
      }
    }
  }

  /** What it was read from. */
  Contents contents() {
    return contents;
  }

  EngineConfig config() {
    return draft.config();
  }

  SnapshotDraft draft() {
    return draft;
  }

  ReloadPlan plan() {
    return plan;
  }

  /** All of it with that snapshot; its plugins from now on belong to whoever has it in force. */
  InForce take(EngineSnapshot snapshot) {
    taken = true;
    return new InForce(snapshot, draft.config(), plugins, draft.artifacts());
  }

  @Override
  public void close() {
    if (!taken) {
      plugins.close();
    }
  }
}
