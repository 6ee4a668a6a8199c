package org.jackfield.engine.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.config.InstalledTypes;
import org.jackfield.engine.config.RawConfig;
import org.jackfield.engine.plugin.PluginInfo;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.engine.snapshot.InForce;
import org.jackfield.engine.snapshot.SnapshotDraft;

/**
 * A configuration that was read and checked and is not in force: its files, its plugins, what it
 * would build and how it differs. Holds its plugins open until it is closed or taken.
 */
final class Candidate implements AutoCloseable {
  private final RawConfig files;
  private final PluginRegistry plugins;
  private final SnapshotDraft draft;
  private final ReloadPlan plan;
  private boolean taken;

  private Candidate(RawConfig files, PluginRegistry plugins, SnapshotDraft draft, ReloadPlan plan) {
    this.files = files;
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
  static Candidate of(RawConfig files, PluginRegistry plugins, Optional<InForce> before) {
    try {
      EngineConfig config = files.resolve(installed(plugins, before));
      SnapshotDraft draft = SnapshotDraft.of(config, plugins, before.map(InForce::snapshot));
      return new Candidate(files, plugins, draft, PlanOfChange.of(draft, before));
    } catch (RuntimeException e) {
      plugins.close();
      throw e;
    }
  }

  /**
   * The types that are there, and those that would be: of quarantined plugins, and of plugins that
   * were there until now.
   */
  private static InstalledTypes installed(PluginRegistry plugins, Optional<InForce> before) {
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
                  "its plugin " + plugin.id() + " is not at " + plugin.file() + " any more");
            }
          }
        });
    return new InstalledTypes(types, unavailable);
  }

  private static void missing(
      Map<String, String> unavailable, PluginInfo plugin, PluginRegistry plugins, String why) {
    for (String type : plugin.types()) {
      if (plugins.factory(type).isEmpty()) {
        unavailable.putIfAbsent(type, why);
      }
    }
  }

  RawConfig files() {
    return files;
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

  /** The plugins, which from now on belong to the caller. */
  PluginRegistry take() {
    taken = true;
    return plugins;
  }

  @Override
  public void close() {
    if (!taken) {
      plugins.close();
    }
  }
}
