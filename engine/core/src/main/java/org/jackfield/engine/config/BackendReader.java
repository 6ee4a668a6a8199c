package org.jackfield.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.engine.breaker.BreakerRules;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.engine.config.SectionReader.Outcome;
import org.jackfield.engine.config.ValueParser.Parsed;
import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlNode;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads one backend: what the file says wins, then the environment variables that its type
 * declares, then defaults. What is missing from the environment makes only this backend unusable;
 * what is written wrongly is a problem of the file.
 */
final class BackendReader {
  private final Resolution resolution;
  private final KeyPath path;
  private final String name;
  private final BackendKeys keys;
  private final List<String> reasons = new ArrayList<>();
  private final Set<String> wrong = new HashSet<>();

  BackendReader(Resolution resolution, KeyPath path, String name, BackendKeys keys) {
    this.resolution = resolution;
    this.path = path;
    this.name = name;
    this.keys = keys;
  }

  /** A backend with an entry in a file. */
  BackendConfig read(YamlNode.Mapping entry, Location location) {
    return read(entry, location, false);
  }

  /** A backend that only the environment speaks of. */
  BackendConfig readEnvironment(Location variable) {
    resolution.view().add(path.key("type"), keys.type(), "environment " + variable.file());
    return read(null, variable, true);
  }

  private BackendConfig read(
      YamlNode.@Nullable Mapping entry, Location location, boolean environmentOnly) {
    String type = keys.type();
    if (keys.fault().isPresent()) {
      BackendState unavailable = new BackendState.Unavailable(keys.fault().get());
      return new BackendConfig(
          name,
          type,
          options(Map.of(), BreakerRules.DEFAULT, CapabilityChanges.NONE),
          unavailable,
          location);
    }
    SectionReader reader =
        new SectionReader(resolution, path, entry, keys.section(), this::unresolved)
            .refuseUnknownKeys(" for the type '" + type + "'");
    Map<String, Object> values = new LinkedHashMap<>();
    for (ConfigKey key : keys.section().keys()) {
      if (!(key.type() instanceof ValueType.Section)) {
        value(reader, key).ifPresent(value -> values.put(key.name(), value));
      }
    }
    Settings settings = settings(values);
    for (Setting setting : keys.spec().missing(settings)) {
      boolean told = wrong.contains(setting.name());
      if (!told && setting.requiredUnless().filter(wrong::contains).isEmpty()) {
        missing(setting, reader.location(setting.name(), location), environmentOnly);
      }
    }
    BackendState state =
        reasons.isEmpty()
            ? new BackendState.Ready(settings)
            : new BackendState.NotConfigured(String.join(" ", reasons));
    BackendOptions options =
        options(
            values,
            breaker(reader.section("breaker")),
            CapabilitiesReader.changes(reader.section(CapabilityKeys.ROWS)));
    return new BackendConfig(name, type, options, state, location);
  }

  private Optional<Object> value(SectionReader reader, ConfigKey key) {
    Optional<Setting> setting = keys.spec().option(key.name());
    return switch (reader.read(key)) {
      case Outcome.Value value -> Optional.of(value.value());
      case Outcome.Failed ignored -> {
        wrong.add(key.name());
        yield Optional.empty();
      }
      case Outcome.Absent ignored -> {
        Optional<Object> found =
            setting.flatMap(declared -> fromEnvironment(reader, key, declared));
        if (found.isEmpty()) {
          found = reader.fallback(key, "default");
        }
        if (key.name().equals("name")) {
          reader.note(key, name, "default");
        }
        yield found;
      }
    };
  }

  private Optional<Object> fromEnvironment(SectionReader reader, ConfigKey key, Setting setting) {
    for (String variable : setting.variables()) {
      String text = resolution.substitution().variable(variable);
      if (!text.isEmpty()) {
        switch (SectionReader.parse(key.type(), text)) {
          case Parsed.Good good -> {
            reader.note(key, good.value(), "environment " + variable);
            return Optional.of(good.value());
          }
          case Parsed.Bad bad -> {
            String shown = setting.kind() == Setting.Kind.SECRET ? Shown.MASK : Shown.value(text);
            reasons.add(
                "The variable %s is %s, which is not %s. %s"
                    .formatted(variable, shown, bad.expected(), bad.hint())
                    .strip());
          }
        }
      }
    }
    return Optional.empty();
  }

  private void unresolved(Location location, KeyPath key, Substitution.Result.Unresolved missing) {
    reasons.add(
        "Backend '%s' is not configured: %s (%s) cannot be filled. %s %s"
            .formatted(name, key, location, missing.message(), missing.hint())
            .strip());
  }

  private void missing(Setting setting, Location location, boolean environmentOnly) {
    List<String> ways = new ArrayList<>();
    if (!setting.variables().isEmpty()) {
      ways.add("Set " + String.join(" or ", setting.variables()));
    }
    if (!environmentOnly) {
      String key = path.key(setting.name()) + " in " + location.file() + ":" + location.line();
      ways.add(ways.isEmpty() ? "Set " + key : key);
    } else if (ways.isEmpty()) {
      ways.add("Add an entry of the type '" + keys.type() + "' with it to the configuration");
    }
    reasons.add(
        "Backend '%s' needs '%s'. %s.".formatted(name, setting.name(), String.join(", or ", ways)));
  }

  private Settings settings(Map<String, Object> values) {
    Map<String, Object> own = new LinkedHashMap<>();
    for (Setting setting : keys.spec().options()) {
      Object value = values.get(setting.name());
      if (value != null) {
        own.put(setting.name(), value);
      }
    }
    return Settings.of(own);
  }

  private static BreakerRules breaker(SectionReader section) {
    BreakerRules usual = BreakerRules.DEFAULT;
    return new BreakerRules(
        section.integer("failures").orElse(usual.failures()),
        section.time("open").orElse(usual.open()),
        section.integer("successes").orElse(usual.successes()));
  }

  private static BackendOptions options(
      Map<String, Object> values, BreakerRules breaker, CapabilityChanges capabilities) {
    return new BackendOptions(
        values.get("timeout") instanceof Duration time ? time : SettingsSpec.DEFAULT_TIMEOUT,
        values.get("idle_timeout") instanceof Duration time ? time : SettingsSpec.DEFAULT_TIMEOUT,
        values.get("max_tokens") instanceof Long tokens
            ? OptionalInt.of(tokens.intValue())
            : OptionalInt.empty(),
        values.get("temperature") instanceof Double temperature
            ? OptionalDouble.of(temperature)
            : OptionalDouble.empty(),
        values.get("retries") instanceof Long retries ? retries.intValue() : 0,
        values.get("data") instanceof String data
            ? Optional.of(DataLocation.valueOf(data.toUpperCase(Locale.ROOT)))
            : Optional.empty(),
        values.get("models") instanceof List<?> models
            ? models.stream().map(String::valueOf).toList()
            : List.of(),
        breaker,
        capabilities);
  }
}
