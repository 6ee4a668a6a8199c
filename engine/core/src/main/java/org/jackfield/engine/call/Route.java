package org.jackfield.engine.call;

import java.util.List;
import java.util.Optional;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.config.Nearest;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.spi.ErrorCode;

/**
 * What a call's words for its target mean.
 *
 * @param backends names, in the order to try
 * @param model the model asked for; empty for each backend's own
 * @param profile the profile that rules, when one does
 * @param exclusive whether one backend was named, with no fallback
 * @param why why these were chosen
 * @param whyNot why all others were not
 */
record Route(
    List<String> backends,
    String model,
    Optional<ProfileConfig> profile,
    boolean exclusive,
    String why,
    String whyNot) {

  /**
   * Reads a target: what the options name wins; else the model may be a profile, a backend or
   * {@code backend:model} (split at the first colon, only where the prefix is a backend); else it
   * is a model for the default chain.
   */
  static Route of(EngineSnapshot snapshot, String model, CallOptions options) {
    if (options.backend().isPresent()) {
      String backend = options.backend().get();
      return one(snapshot, backend, withoutPrefix(backend, model), options.profile());
    }
    if (options.profile().isPresent()) {
      return byProfile(snapshot, options.profile().get(), model);
    }
    if (snapshot.profile(model).isPresent()) {
      return byProfile(snapshot, model, "");
    }
    if (snapshot.backend(model).isPresent()) {
      return one(snapshot, model, "", Optional.empty());
    }
    int colon = model.indexOf(':');
    if (colon > 0 && snapshot.backend(model.substring(0, colon)).isPresent()) {
      return one(snapshot, model.substring(0, colon), model.substring(colon + 1), Optional.empty());
    }
    if (snapshot.selected()) {
      return new Route(
          snapshot.fallbackOrder(),
          model,
          snapshot.defaultProfile().map(name -> profile(snapshot, name)),
          true,
          "selected by the environment",
          "another one is selected by the environment");
    }
    if (snapshot.defaultProfile().isPresent()) {
      return byProfile(snapshot, snapshot.defaultProfile().get(), model);
    }
    return new Route(
        snapshot.fallbackOrder(),
        model,
        Optional.empty(),
        false,
        "in fallback_order",
        "not in fallback_order");
  }

  private static String withoutPrefix(String backend, String model) {
    return model.startsWith(backend + ":") ? model.substring(backend.length() + 1) : model;
  }

  private static Route one(
      EngineSnapshot snapshot, String backend, String model, Optional<String> profileName) {
    if (snapshot.backend(backend).isEmpty()) {
      throw unknown("backend", backend, snapshot.backends().stream().map(b -> b.name()).toList());
    }
    // Whoever names a backend chooses it, and not how far data may go or how long it may take.
    Optional<ProfileConfig> profile =
        profileName.or(snapshot::defaultProfile).map(name -> profile(snapshot, name));
    return new Route(
        List.of(backend),
        model,
        profile,
        true,
        "named by the caller",
        "the caller named " + backend);
  }

  private static Route byProfile(EngineSnapshot snapshot, String name, String model) {
    ProfileConfig profile = profile(snapshot, name);
    return new Route(
        profile.chain(),
        model,
        Optional.of(profile),
        false,
        "in profile " + name,
        "not in profile " + name);
  }

  private static ProfileConfig profile(EngineSnapshot snapshot, String name) {
    return snapshot
        .profile(name)
        .orElseThrow(
            () ->
                unknown(
                    "profile",
                    name,
                    snapshot.profiles().stream().map(ProfileConfig::name).toList()));
  }

  private static EngineException unknown(String what, String name, List<String> valid) {
    String known =
        valid.isEmpty() ? "none is configured" : "there are: " + String.join(", ", valid);
    return new EngineException(
        ErrorCode.INVALID_REQUEST,
        "Unknown "
            + what
            + " '"
            + name
            + "'; "
            + known
            + "."
            + Nearest.of(name, valid).map(near -> " Did you mean '" + near + "'?").orElse(""));
  }
}
