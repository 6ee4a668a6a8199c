package org.jackfield.engine.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.ReloadPlan.Change;
import org.jackfield.engine.ReloadPlan.Kind;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.engine.plugin.PluginInfo;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.InForce;
import org.jackfield.engine.snapshot.SnapshotDraft;
import org.jackfield.engine.snapshot.SnapshotDraft.Step;
import org.jackfield.spi.Settings;
import org.jspecify.annotations.Nullable;

/** Says how a draft differs from what is in force. One use. */
final class PlanOfChange {
  private final SnapshotDraft draft;
  private final @Nullable InForce before;
  private final List<Change> changes = new ArrayList<>();
  private final List<String> carriedOver = new ArrayList<>();

  private PlanOfChange(SnapshotDraft draft, @Nullable InForce before) {
    this.draft = draft;
    this.before = before;
  }

  static ReloadPlan of(SnapshotDraft draft, Optional<InForce> before) {
    PlanOfChange plan = new PlanOfChange(draft, before.orElse(null));
    plan.backends();
    plan.routing();
    plan.plugins();
    List<String> warnings = new ArrayList<>(draft.plugins().warnings());
    draft.config().sources().warnings().stream()
        .map(ConfigProblem::toString)
        .forEach(warnings::add);
    return new ReloadPlan(plan.changes, plan.carriedOver, warnings);
  }

  private void backends() {
    Set<String> names = new LinkedHashSet<>();
    for (Step step : draft.steps()) {
      names.add(step.name());
      backend(step, oldBackend(step.name()));
    }
    if (before != null) {
      for (BackendHandle old : before.snapshot().backends()) {
        if (!names.contains(old.name())) {
          add(Kind.REMOVED, "backend", old.name(), "");
        }
      }
    }
  }

  private @Nullable BackendHandle oldBackend(String name) {
    return before == null ? null : before.snapshot().backend(name).orElse(null);
  }

  private void backend(Step step, @Nullable BackendHandle old) {
    switch (step) {
      case Step.Keep keep -> {
        List<String> options = options(keep.handle().options(), keep.config().options());
        if (options.isEmpty()) {
          carriedOver.add(step.name());
        } else {
          add(Kind.CHANGED, "backend", step.name(), String.join(", ", options));
        }
      }
      case Step.Build build -> {
        Kind kind = old == null || old.problem().isPresent() ? Kind.ADDED : Kind.REBUILT;
        String why =
            kind == Kind.REBUILT && old != null
                ? rebuilt(old.identity(), build.identity())
                : "type " + build.identity().type();
        add(kind, "backend", step.name(), why);
      }
      case Step.Unusable unusable -> {
        if (old == null || !old.problem().equals(Optional.of(unusable.problem()))) {
          add(Kind.UNUSABLE, "backend", step.name(), unusable.problem());
        }
      }
    }
  }

  /** Which parts of the identity differ, in words. */
  private static String rebuilt(BackendHandle.Identity old, BackendHandle.Identity next) {
    List<String> why = new ArrayList<>();
    if (!old.type().equals(next.type())) {
      why.add("type " + from(old.type(), next.type()));
    }
    if (!old.plugin().equals(next.plugin())) {
      why.add("another version of its plugin");
    }
    if (old.settings() instanceof Settings had && next.settings() instanceof Settings has) {
      for (String name : has.differences(had)) {
        why.add(
            had.shown(name).equals(has.shown(name))
                ? name + " changed"
                : name + " " + from(had.shown(name), has.shown(name)));
      }
    }
    if (old.data() != next.data()) {
      why.add("data " + from(old.data(), next.data()));
    }
    return String.join(", ", why);
  }

  private static String from(Object old, Object next) {
    return "from "
        + (old.toString().isEmpty() ? "none" : old)
        + " to "
        + (next.toString().isEmpty() ? "none" : next);
  }

  private static List<String> options(BackendOptions old, BackendOptions next) {
    List<String> differing = new ArrayList<>();
    compare(differing, "timeout", old.timeout(), next.timeout());
    compare(differing, "idle_timeout", old.idleTimeout(), next.idleTimeout());
    compare(differing, "max_tokens", old.maxTokens(), next.maxTokens());
    compare(differing, "temperature", old.temperature(), next.temperature());
    compare(differing, "retries", old.retries(), next.retries());
    return differing;
  }

  private static void compare(List<String> differing, String name, Object old, Object next) {
    if (!old.equals(next)) {
      differing.add(name);
    }
  }

  private void routing() {
    EngineConfig next = draft.config();
    EngineConfig old = before == null ? null : before.config();
    if (old == null) {
      return;
    }
    if (!old.defaultChain().equals(next.defaultChain())) {
      add(
          Kind.CHANGED,
          "routing",
          "",
          from(String.join(" > ", old.defaultChain()), String.join(" > ", next.defaultChain())));
    } else if (!old.routing().defaultProfile().equals(next.routing().defaultProfile())
        || !old.routing().exclusive().equals(next.routing().exclusive())) {
      add(Kind.CHANGED, "routing", "", "default profile");
    }
    named("profile", old.routing().profiles(), next.routing().profiles());
    named("template", old.prompts().byName(), next.prompts().byName());
    if (!old.prompts().families().equals(next.prompts().families())) {
      add(Kind.CHANGED, "model families", "", "");
    }
    if (!old.server().equals(next.server())) {
      server(old.server(), next.server());
    }
    if (!old.reload().equals(next.reload())) {
      add(Kind.CHANGED, "reload", "", "how changes reach the engine");
    }
  }

  private void server(ServerConfig old, ServerConfig next) {
    boolean elsewhere = !old.host().equals(next.host()) || old.port() != next.port();
    add(
        Kind.CHANGED,
        "server",
        "",
        elsewhere ? "host and port need a restart of the server" : "keys, hosts or limits");
  }

  private <T> void named(String what, Map<String, T> old, Map<String, T> next) {
    next.forEach(
        (name, value) -> {
          if (!old.containsKey(name)) {
            add(Kind.ADDED, what, name, "");
          } else if (!Objects.equals(old.get(name), value)) {
            add(Kind.CHANGED, what, name, "");
          }
        });
    old.keySet().stream()
        .filter(name -> !next.containsKey(name))
        .forEach(name -> add(Kind.REMOVED, what, name, ""));
  }

  private void plugins() {
    if (before == null) {
      return;
    }
    Map<String, PluginInfo> old = byFile(before.plugins());
    Map<String, PluginInfo> next = byFile(draft.plugins());
    next.forEach(
        (file, plugin) -> {
          PluginInfo was = old.get(file);
          boolean bad = plugin.state() == PluginState.QUARANTINED;
          if (was == null
              || !was.sha256().equals(plugin.sha256())
              || !was.reason().equals(plugin.reason())) {
            add(
                bad ? Kind.UNUSABLE : was == null ? Kind.ADDED : Kind.CHANGED,
                "plugin",
                plugin.id(),
                bad ? plugin.reason().orElse("") : version(was, plugin));
          }
        });
    old.forEach(
        (file, plugin) -> {
          if (!next.containsKey(file)) {
            add(Kind.REMOVED, "plugin", plugin.id(), file);
          }
        });
  }

  private static String version(@Nullable PluginInfo was, PluginInfo plugin) {
    return was == null || was.version().equals(plugin.version())
        ? "version " + plugin.version()
        : "version " + from(was.version(), plugin.version());
  }

  private static Map<String, PluginInfo> byFile(PluginRegistry plugins) {
    Map<String, PluginInfo> byFile = new LinkedHashMap<>();
    plugins.plugins().forEach(plugin -> byFile.put(plugin.file().toString(), plugin));
    return byFile;
  }

  private void add(Kind kind, String what, String name, String reason) {
    changes.add(new Change(kind, what, name, reason));
  }
}
