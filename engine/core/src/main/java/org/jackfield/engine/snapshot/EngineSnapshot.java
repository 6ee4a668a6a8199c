package org.jackfield.engine.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.config.ProfileConfig;

/** One generation of the configuration, built whole. Immutable; its backends guard themselves. */
public final class EngineSnapshot {
  /**
   * How calls are routed when they name nothing.
   *
   * @param fallbackOrder backends to try, in order
   * @param defaultProfile the profile that rules instead, when one does
   * @param selected whether the environment chose the one backend, with no fallback
   */
  public record Routing(
      List<String> fallbackOrder, Optional<String> defaultProfile, boolean selected) {
    /** Copies its list. */
    public Routing {
      fallbackOrder = List.copyOf(fallbackOrder);
    }
  }

  private final long generation;
  private final Map<String, BackendHandle> backends;
  private final Map<String, ProfileConfig> profiles;
  private final Routing routing;
  private final List<String> types;

  /** A snapshot of these backends and profiles, in the order of the configuration. */
  public EngineSnapshot(
      long generation,
      List<BackendHandle> backends,
      List<ProfileConfig> profiles,
      Routing routing,
      List<String> types) {
    this.generation = generation;
    Map<String, BackendHandle> byName = new LinkedHashMap<>();
    backends.forEach(backend -> byName.put(backend.name(), backend));
    this.backends = Collections.unmodifiableMap(byName);
    Map<String, ProfileConfig> profilesByName = new LinkedHashMap<>();
    profiles.forEach(profile -> profilesByName.put(profile.name(), profile));
    this.profiles = Collections.unmodifiableMap(profilesByName);
    this.routing = routing;
    this.types = List.copyOf(types);
  }

  /** Its number, from 1. */
  public long generation() {
    return generation;
  }

  /** All backends. */
  public List<BackendHandle> backends() {
    return new ArrayList<>(backends.values());
  }

  /** The backend of that name. */
  public Optional<BackendHandle> backend(String name) {
    return Optional.ofNullable(backends.get(name));
  }

  /** All profiles. */
  public List<ProfileConfig> profiles() {
    return new ArrayList<>(profiles.values());
  }

  /** The profile of that name. */
  public Optional<ProfileConfig> profile(String name) {
    return Optional.ofNullable(profiles.get(name));
  }

  /** The profile that rules calls which name nothing. */
  public Optional<String> defaultProfile() {
    return routing.defaultProfile();
  }

  /** The backends to try for calls which name nothing, when no profile rules. */
  public List<String> fallbackOrder() {
    return routing.fallbackOrder();
  }

  /** Whether the environment chose the one backend. */
  public boolean selected() {
    return routing.selected();
  }

  /** The backend types that are installed. */
  public List<String> types() {
    return types;
  }
}
