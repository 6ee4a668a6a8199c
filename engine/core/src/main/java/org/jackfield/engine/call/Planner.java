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
import org.jackfield.engine.Plan.Verdict;
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

  /** What became of a backend, and why. */
  record Judgement(Verdict verdict, String reason) {}

  /**
   * The plan of a call.
   *
   * @throws EngineException {@link ErrorCode#INVALID_REQUEST} when its options name a profile or
   *     backend that does not exist
   */
  public static Plan plan(EngineSnapshot snapshot, ChatRequest request, CallOptions options) {
    Route route = Route.of(snapshot, request.model(), options);
    DataLocation limit = limit(route, options);
    Optional<ModelChoice> models =
        route.model().isEmpty() ? Optional.empty() : Optional.of(ModelChoice.of(snapshot, route));
    Set<String> seen = new HashSet<>();
    List<Candidate> chosen = new ArrayList<>();
    List<Candidate> left = new ArrayList<>();
    for (String name : route.backends()) {
      BackendHandle backend = snapshot.backend(name).orElseThrow();
      seen.add(name);
      String model = models.isPresent() ? route.model() : backend.model();
      Judgement judgement =
          against(backend, model, models, limit, request)
              .orElseGet(
                  () ->
                      new Judgement(
                          Verdict.CHOSEN,
                          models.map(choice -> choice.why(backend)).orElse(route.why())));
      (judgement.verdict() == Verdict.CHOSEN ? chosen : left)
          .add(candidate(backend, model, judgement));
    }
    for (BackendHandle backend : snapshot.backends()) {
      if (seen.add(backend.name())) {
        Judgement elsewhere = new Judgement(Verdict.ELSEWHERE, route.whyNot());
        left.add(candidate(backend, backend.model(), elsewhere));
      }
    }
    chosen.addAll(left);
    return new Plan(
        snapshot.generation(),
        request.model(),
        route.profile().map(ProfileConfig::name),
        "failover",
        chosen);
  }

  private static Candidate candidate(BackendHandle backend, String model, Judgement judgement) {
    return new Candidate(
        backend.name(),
        backend.type(),
        model,
        backend.data(),
        judgement.verdict(),
        judgement.reason());
  }

  private static DataLocation limit(Route route, CallOptions options) {
    DataLocation profile =
        route.profile().flatMap(p -> p.limits().data()).orElse(DataLocation.CLOUD);
    DataLocation call = options.data().orElse(DataLocation.CLOUD);
    return profile.within(call) ? profile : call;
  }

  /** What speaks against a backend of the route; empty when nothing does. */
  private static Optional<Judgement> against(
      BackendHandle backend,
      String model,
      Optional<ModelChoice> models,
      DataLocation limit,
      ChatRequest request) {
    if (backend.problem().isPresent()) {
      return backend.problem().map(problem -> new Judgement(Verdict.UNCONFIGURED, problem));
    }
    Optional<Judgement> unfit = models.flatMap(choice -> choice.against(backend));
    if (unfit.isPresent()) {
      return unfit;
    }
    if (!backend.data().within(limit)) {
      return Optional.of(
          new Judgement(
              Verdict.DATA,
              "its data goes to " + backend.data() + ", the limit is " + limit + " (data rule)"));
    }
    return lacking(backend.capabilities(model), request)
        .map(lack -> new Judgement(Verdict.CAPABILITY, "it cannot take " + lack));
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
