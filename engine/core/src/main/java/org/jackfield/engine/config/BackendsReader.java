package org.jackfield.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jackfield.engine.breaker.BreakerRules;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.SettingsSpec;

/** Reads the backends, and which of them the environment chose to be used alone. */
final class BackendsReader {
  /** The variables that choose a backend, the first one set wins. */
  static final List<String> SELECTORS = List.of("JACKFIELD_LLM_BACKEND", "LLM_PROVIDER");

  /** What backends and profiles may be named: a call may name them before a colon. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** The same for people. */
  static final String NAME_HINT = "A name has letters, digits, '.', '_' and '-', at most 64.";

  private static final KeyPath PROVIDERS = KeyPath.of("llm", "providers");

  private final Resolution resolution;
  private final InstalledTypes types;
  private final SectionReader llm;
  private final Location whole;
  private final Map<String, BackendConfig> backends = new LinkedHashMap<>();
  private final Map<String, BackendKeys> keys = new HashMap<>();

  BackendsReader(Resolution resolution, InstalledTypes types, SectionReader llm, Location whole) {
    this.resolution = resolution;
    this.types = types;
    this.llm = llm;
    this.whole = whole;
  }

  /** The backends, and the one chosen. */
  record Found(List<BackendConfig> backends, Optional<ExclusiveBackend> exclusive) {
    List<String> names() {
      return backends.stream().map(BackendConfig::name).toList();
    }

    /** Why some of them cannot be used for want of something in their environment. */
    List<String> missing() {
      List<String> reasons = new ArrayList<>();
      for (BackendConfig backend : backends) {
        if (backend.state() instanceof BackendState.NotConfigured missing) {
          reasons.add(missing.reason());
        }
      }
      return reasons;
    }
  }

  Found read() {
    YamlNode node = llm.node("providers");
    if (node instanceof YamlNode.Sequence sequence) {
      for (int at = 0; at < sequence.items().size(); at++) {
        entry(sequence.items().get(at), PROVIDERS.item(at));
      }
    } else if (node != null) {
      resolution.problem(
          node.location(),
          PROVIDERS,
          "Here stands " + node.description() + " where a list belongs.",
          "Begin each entry with '- type: '.");
    }
    List<String> listed = List.copyOf(backends.keySet());
    Optional<ExclusiveBackend> exclusive = exclusive(listed);
    if (backends.isEmpty() && resolution.problems().isEmpty()) {
      noBackend();
    }
    return new Found(List.copyOf(backends.values()), exclusive);
  }

  private void entry(YamlNode node, KeyPath path) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      resolution.problem(
          node.location(),
          path,
          "Here stands " + node.description() + " where a section belongs.",
          "Write '- type: NAME'.");
      return;
    }
    Resolution identity = new Resolution(resolution.substitution(), "");
    SectionReader reader = new SectionReader(identity, path, mapping, ConfigKeys.BACKEND);
    Optional<Located> type = reader.text("type");
    Optional<Located> name = reader.text("name").or(() -> type);
    resolution.problems().addAll(identity.problems());
    if (type.isEmpty()) {
      if (identity.problems().isEmpty()) {
        resolution.problem(mapping.location(), path, "This entry has no 'type'.", installed());
      }
      return;
    }
    if (named(name.orElseThrow())) {
      BackendConfig backend = backend(mapping, path, type.get(), name.get().text());
      backends.put(backend.name(), backend);
    }
  }

  private boolean named(Located name) {
    if (!NAME.matcher(name.text()).matches()) {
      resolution.problem(
          name.location(), name.path(), Shown.value(name.text()) + " is not a name.", NAME_HINT);
      return false;
    }
    BackendConfig first = backends.get(name.text());
    if (first != null) {
      resolution.problem(
          name.location(),
          name.path(),
          "There are two backends named '"
              + name.text()
              + "'; the other one is at line "
              + first.location().line()
              + ".",
          "Give each its own 'name'.");
      return false;
    }
    return true;
  }

  private BackendConfig backend(YamlNode.Mapping mapping, KeyPath path, Located type, String name) {
    Optional<InstalledTypes.Type> known = types.find(type.text());
    String reason = types.unavailable().get(type.text());
    if (known.isPresent()) {
      return new BackendReader(resolution, path, name, keys(type.text(), known.get()))
          .read(mapping, mapping.location());
    }
    if (reason == null) {
      Optional<String> near = Nearest.of(type.text(), types.names());
      boolean wrong =
          resolution.stray(
              type.location(),
              type.path(),
              Shown.value(type.text()) + " is not an installed backend type.",
              near.map(meant -> "Did you mean '" + meant + "'? ").orElse("") + installed());
      if (wrong && near.flatMap(types::find).isPresent()) {
        // What else is wrong with the entry is told at once, by the type that is meant.
        InstalledTypes.Type meant = near.flatMap(types::find).get();
        String called = name.equals(type.text()) ? near.get() : name;
        return new BackendReader(resolution, path, called, keys(near.get(), meant))
            .read(mapping, mapping.location());
      }
    }
    return without(type.text(), name, reason == null ? "" : reason, mapping.location());
  }

  private BackendKeys keys(String type, InstalledTypes.Type installed) {
    return keys.computeIfAbsent(type, name -> BackendKeys.of(name, installed.settings()));
  }

  /** A backend whose type cannot say what its settings are. */
  private static BackendConfig without(String type, String name, String reason, Location location) {
    BackendOptions options =
        new BackendOptions(
            SettingsSpec.DEFAULT_TIMEOUT,
            Duration.ofSeconds(60),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            0,
            Optional.<DataLocation>empty(),
            List.of(),
            BreakerRules.DEFAULT,
            CapabilityChanges.NONE);
    return new BackendConfig(name, type, options, new BackendState.Unavailable(reason), location);
  }

  private Optional<ExclusiveBackend> exclusive(List<String> listed) {
    for (String variable : SELECTORS) {
      String value = resolution.substitution().variable(variable);
      if (!value.isEmpty()) {
        return chosen(variable, value, listed).map(name -> new ExclusiveBackend(name, variable));
      }
    }
    return Optional.empty();
  }

  private Optional<String> chosen(String variable, String value, List<String> listed) {
    if (backends.containsKey(value)) {
      return Optional.of(value);
    }
    for (String given : List.of(value, value.toLowerCase(Locale.ROOT))) {
      for (BackendConfig backend : backends.values()) {
        if (backend.name().equals(given) || types.same(backend.type(), given)) {
          return Optional.of(backend.name());
        }
      }
      Location location = Location.of(variable);
      Optional<InstalledTypes.Type> type = types.find(given);
      String reason = types.unavailable().get(given);
      if (type.isPresent()) {
        KeyPath path = PROVIDERS.item(backends.size());
        BackendReader reader = new BackendReader(resolution, path, given, keys(given, type.get()));
        backends.put(given, reader.readEnvironment(location));
        return Optional.of(given);
      }
      if (reason != null) {
        backends.put(given, without(given, given, reason, location));
        return Optional.of(given);
      }
    }
    unknownChoice(variable, value, listed);
    return Optional.empty();
  }

  private void unknownChoice(String variable, String value, List<String> listed) {
    List<String> valid = new ArrayList<>(listed);
    types.names().stream().filter(name -> !valid.contains(name)).forEach(valid::add);
    String near = Nearest.of(value, valid).map(name -> "Did you mean '" + name + "'? ").orElse("");
    resolution.problem(
        Location.of(variable),
        KeyPath.ROOT,
        Shown.value(value) + " is neither a configured backend nor an installed type.",
        near + (valid.isEmpty() ? installed() : "Valid are: " + String.join(", ", valid) + "."));
  }

  private void noBackend() {
    List<String> ready = new ArrayList<>();
    for (InstalledTypes.Type type : types.types()) {
      type.settings().options().stream()
          .flatMap(setting -> setting.variables().stream())
          .filter(variable -> !resolution.substitution().variable(variable).isEmpty())
          .findFirst()
          .ifPresent(
              variable ->
                  ready.add(
                      " "
                          + variable
                          + " is set, so "
                          + SELECTORS.getFirst()
                          + "="
                          + type.names().getFirst()
                          + " may be all it takes."));
    }
    resolution.problem(
        llm.location("providers", whole),
        PROVIDERS,
        "No backend is configured.",
        "Add an entry '- type: NAME', or set "
            + SELECTORS.getFirst()
            + "=NAME. "
            + installed()
            + String.join("", ready));
  }

  private String installed() {
    return types.names().isEmpty()
        ? "No backend type is installed: there is no plugin."
            + " JACKFIELD_HOME names the folder whose folder 'plugins' has them."
        : "Installed are: " + String.join(", ", types.names()) + ".";
  }
}
