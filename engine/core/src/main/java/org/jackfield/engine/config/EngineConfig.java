package org.jackfield.engine.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.capability.CapabilityRows;
import org.jackfield.engine.plugin.PluginRules;
import org.jackfield.engine.prompt.Prompts;

/**
 * The configuration as the engine uses it: checked, typed, immutable.
 *
 * @param backends every configured backend, in the order of the file
 * @param routing which of them are used, in which order
 * @param prompts the prompt templates
 * @param capabilities what is known of models beside what plugins declare
 * @param server the server's part
 * @param plugins where further plugins are, and which may be loaded
 * @param reload how changes of the files reach the running engine
 * @param sources what it was read from
 */
public record EngineConfig(
    List<BackendConfig> backends,
    Routing routing,
    Prompts prompts,
    CapabilityRows capabilities,
    ServerConfig server,
    Plugins plugins,
    ReloadConfig reload,
    Sources sources) {

  /**
   * Which backends are used, in which order.
   *
   * @param fallbackOrder names of backends in the order they are tried
   * @param profiles routing profiles by name
   * @param defaultProfile the profile of a call that names none
   * @param exclusive the one backend that the environment chose, to be used alone
   */
  public record Routing(
      List<String> fallbackOrder,
      Map<String, ProfileConfig> profiles,
      Optional<String> defaultProfile,
      Optional<ExclusiveBackend> exclusive) {

    /** Copies its collections. */
    public Routing {
      fallbackOrder = List.copyOf(fallbackOrder);
      profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    }
  }

  /**
   * Where further plugins are, and which may be loaded.
   *
   * @param folders further folders of plugins
   * @param rules which plugins may be loaded
   */
  public record Plugins(List<Path> folders, PluginRules rules) {
    /** Copies its list. */
    public Plugins {
      folders = List.copyOf(folders);
    }
  }

  /**
   * What a configuration was read from.
   *
   * @param files all that matters to it, there or not: a change of one of them asks for a reload; a
   *     folder matters by the names in it
   * @param warnings what is odd and does not keep it from being used
   * @param view each value with its origin, secrets masked
   */
  public record Sources(List<Path> files, List<ConfigProblem> warnings, ConfigView view) {
    /** Copies its lists. */
    public Sources {
      files = List.copyOf(files);
      warnings = List.copyOf(warnings);
    }
  }

  /** Copies its collections. */
  public EngineConfig {
    backends = List.copyOf(backends);
  }

  /** The backend of that name. */
  public Optional<BackendConfig> backend(String name) {
    return backends.stream().filter(backend -> backend.name().equals(name)).findFirst();
  }

  /** The profile of that name. */
  public Optional<ProfileConfig> profile(String name) {
    return Optional.ofNullable(routing.profiles().get(name));
  }

  /** The profile of a call that names none. */
  public Optional<ProfileConfig> defaultProfile() {
    return routing.defaultProfile().flatMap(this::profile);
  }

  /**
   * The backends of a call that names neither profile nor backend: the one that the environment
   * chose, else the default profile's, else the fallback order. The limits and defaults of the
   * default profile hold in any case.
   */
  public List<String> defaultChain() {
    return routing
        .exclusive()
        .map(chosen -> List.of(chosen.backend()))
        .or(() -> defaultProfile().map(ProfileConfig::chain))
        .orElse(routing.fallbackOrder());
  }
}
