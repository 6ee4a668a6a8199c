package org.jackfield.engine.call;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;

/**
 * Says which backends may serve a call, in which order, and why the others may not. A pure function
 * of the snapshot and the request: no I/O, no clock, no log.
 */
public final class Planner {
  private Planner() {}

  /**
   * The plan of a call.
   *
   * @throws EngineException {@link ErrorCode#INVALID_REQUEST} when it names a profile or backend
   *     that does not exist
   */
  public static Plan plan(EngineSnapshot snapshot, ChatRequest request, CallOptions options) {
    Route route = Route.of(snapshot, request.model(), options);
    DataLocation limit = limit(route, options);
    Set<String> seen = new HashSet<>();
    List<Candidate> chosen = new ArrayList<>();
    List<Candidate> left = new ArrayList<>();
    for (String name : matching(snapshot, route)) {
      BackendHandle backend = snapshot.backend(name).orElseThrow();
      seen.add(name);
      String model = route.model().isEmpty() ? backend.model() : route.model();
      Optional<String> against = against(backend, model, limit, request);
      (against.isEmpty() ? chosen : left)
          .add(candidate(backend, model, against.isEmpty(), against.orElse(route.why())));
    }
    for (BackendHandle backend : snapshot.backends()) {
      if (seen.add(backend.name())) {
        left.add(candidate(backend, backend.model(), false, route.whyNot()));
      }
    }
    chosen.addAll(left);
    return new Plan(
        snapshot.generation(), route.profile().map(ProfileConfig::name), "failover", chosen);
  }

  private static Candidate candidate(
      BackendHandle backend, String model, boolean chosen, String reason) {
    return new Candidate(backend.name(), backend.type(), model, backend.data(), chosen, reason);
  }

  private static DataLocation limit(Route route, CallOptions options) {
    DataLocation profile =
        route.profile().flatMap(p -> p.limits().data()).orElse(DataLocation.CLOUD);
    DataLocation call = options.data().orElse(DataLocation.CLOUD);
    return profile.within(call) ? profile : call;
  }

  /**
   * The route's backends; when it names a model that some of them are configured for, only these.
   */
  private static List<String> matching(EngineSnapshot snapshot, Route route) {
    if (route.exclusive() || route.model().isEmpty()) {
      return route.backends();
    }
    List<String> configured =
        route.backends().stream()
            .filter(name -> snapshot.backend(name).orElseThrow().model().equals(route.model()))
            .toList();
    return configured.isEmpty() ? route.backends() : configured;
  }

  private static Optional<String> against(
      BackendHandle backend, String model, DataLocation limit, ChatRequest request) {
    if (backend.problem().isPresent()) {
      return backend.problem();
    }
    if (!backend.data().within(limit)) {
      return Optional.of(
          "its data goes to " + backend.data() + ", the limit is " + limit + " (data rule)");
    }
    Capabilities has = backend.capabilities(model);
    return lacking(has, request).map(lack -> "it cannot take " + lack);
  }

  private static Optional<String> lacking(Capabilities has, ChatRequest request) {
    EnumSet<Capability> missing = EnumSet.allOf(Capability.class);
    missing.removeAll(has.features());
    missing.retainAll(RequestNeeds.KNOWN);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    missing.retainAll(RequestNeeds.of(request));
    return missing.stream().findFirst().map(RequestNeeds::inWords);
  }
}
