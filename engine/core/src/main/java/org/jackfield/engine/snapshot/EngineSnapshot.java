package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jackfield.engine.Names;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.prompt.Prompts;
import org.jackfield.spi.DataLocation;

/**
 * One generation of the configuration, built whole. Immutable but for the count of its pins: it
 * keeps its backends open while it is in force or a call in the making has pinned it. Thread-safe.
 */
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
  private final Prompts prompts;
  private final List<String> types;
  private final AtomicInteger pins = new AtomicInteger(1);
  private final Names names;

  /**
   * A snapshot of these backends, profiles and prompt templates, in the order of the configuration.
   */
  public EngineSnapshot(
      long generation,
      List<BackendHandle> backends,
      List<ProfileConfig> profiles,
      Routing routing,
      Prompts prompts,
      List<String> types) {
    this.generation = generation;
    Map<String, BackendHandle> byName = new LinkedHashMap<>();
    backends.forEach(backend -> byName.put(backend.name(), backend));
    this.backends = Collections.unmodifiableMap(byName);
    Map<String, ProfileConfig> profilesByName = new LinkedHashMap<>();
    profiles.forEach(profile -> profilesByName.put(profile.name(), profile));
    this.profiles = Collections.unmodifiableMap(profilesByName);
    this.routing = routing;
    this.prompts = prompts;
    this.types = List.copyOf(types);
    this.names = working(this.backends.values(), this.profiles.values());
  }

  /** Its number, from 1. */
  public long generation() {
    return generation;
  }

  /** All backends. */
  public List<BackendHandle> backends() {
    return new ArrayList<>(backends.values());
  }

  /** The name of the first backend that can serve without data leaving this machine. */
  public Optional<String> localBackend() {
    return backends.values().stream()
        .filter(backend -> backend.problem().isEmpty() && backend.data() == DataLocation.LOCAL)
        .map(BackendHandle::name)
        .findFirst();
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

  /**
   * Pins it: until {@link #unpin}, each of its backends may be leased.
   *
   * @return false when it is retired and let its backends go; then another one is in force
   */
  public boolean pin() {
    return pins.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
  }

  /** Takes back one {@link #pin}. */
  public void unpin() {
    if (pins.decrementAndGet() == 0) {
      backends.values().forEach(BackendHandle::drop);
    }
  }

  /**
   * It is not in force any more; called once. Its backends go with its last pin; those that go now
   * are closed, all at the same time, when this returns.
   */
  public void retire() {
    unpin();
    backends.values().forEach(BackendHandle::awaitClosing);
  }

  /** Has that backend serve only when the old snapshot's one has left; before it is in force. */
  public void serveAfter(String backend, EngineSnapshot old) {
    Optional<BackendInstance> before = old.backend(backend).flatMap(BackendHandle::instance);
    Optional<BackendInstance> after = backend(backend).flatMap(BackendHandle::instance);
    before.ifPresent(predecessor -> after.ifPresent(next -> next.after(predecessor)));
  }

  /** Retires it for its successor, and gives the backends that the successor does not have. */
  public List<Removed> retireFor(EngineSnapshot next) {
    List<Removed> removed =
        instances()
            .filter(instance -> next.instances().noneMatch(kept -> kept == instance))
            .<Removed>map(instance -> instance)
            .toList();
    retire();
    return removed;
  }

  private Stream<BackendInstance> instances() {
    return backends.values().stream().flatMap(backend -> backend.instance().stream());
  }

  /** A backend that no newer snapshot has. Thread-safe. */
  public sealed interface Removed permits BackendInstance {
    /** Waits until it is closed, for that time at most; false when it is still open. */
    boolean awaitClosed(Duration limit);

    /** Ends every answer that still runs on it with an error. */
    void endRunning();

    /** Closes it, whoever still uses it. */
    void closeAnyway();
  }

  /** The names that a call may use with success. */
  public Names names() {
    return names;
  }

  private static Names working(
      Collection<BackendHandle> backends, Collection<ProfileConfig> profiles) {
    List<String> working =
        backends.stream()
            .filter(backend -> backend.problem().isEmpty())
            .map(BackendHandle::name)
            .toList();
    List<String> served =
        profiles.stream()
            .filter(profile -> profile.chain().stream().anyMatch(working::contains))
            .map(ProfileConfig::name)
            .toList();
    return new Names(served, working);
  }

  /** The prompt templates. */
  public Prompts prompts() {
    return prompts;
  }

  /** The backend types that are installed. */
  public List<String> types() {
    return types;
  }
}
