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
import org.jackfield.engine.config.ServerLimits;
import org.jackfield.engine.plugin.PluginInfo;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.engine.plugin.Vetting;
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
    plan.catalogue();
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
    if (old.model().equals(next.model()) && !old.artifact().equals(next.artifact())) {
      why.add("its model stands for something else in the catalogue");
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
    compare(differing, "models", old.models(), next.models());
    compare(differing, "data", old.data(), next.data());
    compare(differing, "breaker", old.breaker(), next.breaker());
    compare(differing, "capabilities", old.capabilities(), next.capabilities());
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
    List<String> types = old.capabilities().differences(next.capabilities());
    if (!types.isEmpty()) {
      add(Kind.CHANGED, "capabilities", "", "models of " + String.join(", ", types));
    }
    if (!old.server().equals(next.server())) {
      server(old.server(), next.server());
    }
    if (!old.plugins().rules().equals(next.plugins().rules())) {
      add(Kind.CHANGED, "plugins", "", "which of them may be loaded");
    }
    if (!old.reload().equals(next.reload())) {
      add(Kind.CHANGED, "reload", "", "how changes reach the engine");
    }
  }

  private void server(ServerConfig old, ServerConfig next) {
    List<String> live = new ArrayList<>();
    compare(live, "keys", old.keys(), next.keys());
    compare(live, "admin_keys", old.adminKeys(), next.adminKeys());
    compare(live, "allowed_hosts", old.allowedHosts(), next.allowedHosts());
    compare(live, "allowed_origins", old.allowedOrigins(), next.allowedOrigins());
    compare(live, "grace", old.grace(), next.grace());
    compare(live, "pull", old.pull(), next.pull());
    List<String> bound = new ArrayList<>();
    compare(bound, "host", old.host(), next.host());
    compare(bound, "port", old.port(), next.port());
    limits(old.limits(), next.limits(), live, bound);
    bound.forEach(key -> live.add(key + " (at the next start of the server)"));
    add(Kind.CHANGED, "server", "", String.join(", ", live));
  }

  private static void limits(
      ServerLimits old, ServerLimits next, List<String> live, List<String> bound) {
    compare(bound, "max_body", old.maxBodyBytes(), next.maxBodyBytes());
    compare(bound, "max_header_bytes", old.maxHeaderBytes(), next.maxHeaderBytes());
    compare(live, "max_headers", old.maxHeaders(), next.maxHeaders());
    compare(live, "max_depth", old.maxDepth(), next.maxDepth());
    compare(live, "max_concurrent", old.maxConcurrent(), next.maxConcurrent());
    compare(live, "header_timeout", old.headerTimeout(), next.headerTimeout());
    compare(live, "body_timeout", old.bodyTimeout(), next.bodyTimeout());
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
              || !was.reason().equals(plugin.reason())
              || !was.vetting().equals(plugin.vetting())) {
            add(
                bad ? Kind.UNUSABLE : was == null ? Kind.ADDED : Kind.CHANGED,
                "plugin",
                plugin.id(),
                bad ? plugin.reason().orElse("") : difference(was, plugin));
          }
        });
    old.forEach(
        (file, plugin) -> {
          if (!next.containsKey(file)) {
            add(Kind.REMOVED, "plugin", plugin.id(), file);
          }
        });
  }

  private void catalogue() {
    if (before != null) {
      named("model", before.artifacts().catalogue(), draft.artifacts().catalogue());
    }
  }

  private static String difference(@Nullable PluginInfo was, PluginInfo plugin) {
    if (was == null || !was.sha256().equals(plugin.sha256())) {
      return version(was, plugin);
    }
    Vetting old = was.vetting();
    Vetting next = plugin.vetting();
    return old.signature() == next.signature()
        ? next.allowedBy().map(by -> "allowed by " + by).orElse(version(was, plugin))
        : "signature " + from(old.signature(), next.signature());
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
