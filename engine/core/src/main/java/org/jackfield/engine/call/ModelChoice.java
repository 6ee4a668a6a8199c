package org.jackfield.engine.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jackfield.engine.Plan.Verdict;
import org.jackfield.engine.call.Planner.Judgement;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.EngineSnapshot;

/**
 * Which backends of a route may be asked for the model that a call names: those that the
 * configuration names it for; where there are none, all that may have it. A name that is one slip
 * away from a profile's or backend's is not sent to those that take anything, because it was meant
 * for somebody else, perhaps for one whose data stays at home. A backend that the caller named
 * itself is spared these two.
 */
final class ModelChoice {
  private final Route route;
  private final Map<String, ModelFit> fits;
  private final boolean named;
  private final Optional<String> slip;

  private ModelChoice(
      Route route, Map<String, ModelFit> fits, boolean named, Optional<String> slip) {
    this.route = route;
    this.fits = fits;
    this.named = named;
    this.slip = slip;
  }

  /** The choice for a route that names a model. */
  static ModelChoice of(EngineSnapshot snapshot, Route route) {
    Map<String, ModelFit> fits = new HashMap<>();
    for (String name : route.backends()) {
      BackendHandle backend = snapshot.backend(name).orElseThrow();
      if (backend.problem().isEmpty()) {
        fits.put(name, ModelFit.of(backend, route.model()));
      }
    }
    boolean named =
        !route.exclusive() && fits.values().stream().anyMatch(ModelFit.Named.class::isInstance);
    boolean anywhere = route.exclusive() || named;
    return new ModelChoice(
        route, fits, named, anywhere ? Optional.empty() : Slip.of(route.model(), all(snapshot)));
  }

  private static List<String> all(EngineSnapshot snapshot) {
    List<String> all = new ArrayList<>();
    snapshot.profiles().forEach(profile -> all.add(profile.name()));
    snapshot.backends().forEach(backend -> all.add(backend.name()));
    return all;
  }

  /** What speaks against a usable backend of the route. */
  Optional<Judgement> against(BackendHandle backend) {
    return switch (fit(backend)) {
      case ModelFit.Named _ -> Optional.empty();
      case ModelFit.None none -> Optional.of(new Judgement(Verdict.MODEL, none.reason()));
      case ModelFit.Open _ ->
          named
              ? Optional.of(
                  new Judgement(
                      Verdict.ELSEWHERE, "another backend is configured for " + route.model()))
              : slip.map(this::slipped);
    };
  }

  private Judgement slipped(String near) {
    if (near.equals(route.model())) {
      return new Judgement(
          Verdict.MODEL, "'" + near + "' is a backend or profile, and none of this route");
    }
    return new Judgement(
        Verdict.MODEL,
        "'"
            + route.model()
            + "' looks like a slip of '"
            + near
            + "'; a model of that name is asked for as BACKEND:"
            + route.model());
  }

  /** Why a chosen backend was chosen. */
  String why(BackendHandle backend) {
    return switch (fit(backend)) {
      case ModelFit.Named _ -> route.why() + ", configured for this model";
      case ModelFit.Open _ -> route.why() + ", may have this model";
      case ModelFit.None _ -> route.why();
    };
  }

  private ModelFit fit(BackendHandle backend) {
    return Objects.requireNonNull(fits.get(backend.name()), "only usable backends are asked");
  }
}
