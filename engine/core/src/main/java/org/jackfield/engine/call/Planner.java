package org.jackfield.engine.call;

import java.util.ArrayList;
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
import org.jackfield.engine.config.Unsupported;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;

/**
 * Says which backends may serve a call, in which order, and why the others may not. A function of
 * the snapshot, the request, and which backends are left alone at the moment: no I/O, no log.
 */
public final class Planner {
  private static final String REFUSED =
      "what the first backend cannot do is refused (unsupported: refuse)";

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
    Unsupported unsupported =
        route.profile().map(ProfileConfig::unsupported).orElse(Unsupported.ROUTE);
    boolean refused = false;
    Set<String> seen = new HashSet<>();
    List<Candidate> chosen = new ArrayList<>();
    List<Candidate> left = new ArrayList<>();
    for (String name : route.backends()) {
      BackendHandle backend = snapshot.backend(name).orElseThrow();
      seen.add(name);
      String model = models.isPresent() ? route.model() : backend.model();
      Judgement judgement =
          against(backend, model, models, limit, request, unsupported)
              .orElseGet(
                  () ->
                      new Judgement(
                          Verdict.CHOSEN,
                          models.map(choice -> choice.why(backend)).orElse(route.why())));
      if (refused) {
        judgement = new Judgement(Verdict.ELSEWHERE, REFUSED);
      }
      refused |=
          unsupported == Unsupported.REFUSE
              && judgement.verdict() == Verdict.CAPABILITY
              && chosen.isEmpty();
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
      ChatRequest request,
      Unsupported unsupported) {
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
    List<String> lacks = Shortfall.of(backend.capabilities(model), request, unsupported);
    if (!lacks.isEmpty()) {
      return Optional.of(
          new Judgement(Verdict.CAPABILITY, "it cannot take " + String.join(", ", lacks)));
    }
    return backend.circuit().why().map(why -> new Judgement(Verdict.HEALTH, why));
  }
}
