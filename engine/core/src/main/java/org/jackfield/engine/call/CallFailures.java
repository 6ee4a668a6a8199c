package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.Plan.Verdict;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.ErrorKind;

/**
 * The errors of a call that no backend served, told with everything that was tried. Their words are
 * for whoever runs the engine; a server tells its clients less.
 */
final class CallFailures {
  private CallFailures() {}

  /** No backend may serve it at all. */
  static EngineException nothingChosen(Plan plan, EngineSnapshot snapshot) {
    if (plan.candidates().isEmpty()) {
      return new EngineException(
          ErrorCode.UNAVAILABLE,
          "No backend is configured.",
          null,
          "Add one under llm.providers in the configuration, as '- type: TYPE'. Installed types: "
              + String.join(", ", snapshot.types())
              + ".",
          List.of(),
          null,
          plan);
    }
    List<Candidate> route =
        plan.candidates().stream().filter(c -> c.verdict() != Verdict.ELSEWHERE).toList();
    ErrorCode code = lack(route, snapshot);
    String message =
        route.size() == 1
            ? route.getFirst().reason()
            : (code == ErrorCode.MODEL_NOT_FOUND
                    ? "No backend has the model '" + plan.asked() + "':"
                    : "No backend can serve this call:")
                + lines(route);
    List<BackendException> alone = leftAlone(route, snapshot);
    String hint =
        code == ErrorCode.MODEL_NOT_FOUND
            ? elsewhere(plan, snapshot)
            : alone.size() == 1 ? alone.getFirst().hint().orElse(null) : null;
    return new EngineException(
        code, message, null, hint, List.of(), retryAfter(alone).orElse(null), plan);
  }

  /** What the usable backends of the route lack; a key only where none is usable. */
  private static ErrorCode lack(List<Candidate> route, EngineSnapshot snapshot) {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    route.forEach(candidate -> verdicts.add(candidate.verdict()));
    verdicts.remove(Verdict.UNCONFIGURED);
    if (verdicts.isEmpty()) {
      return ErrorCode.AUTHENTICATION;
    }
    List<ErrorCode> codes =
        leftAlone(route, snapshot).stream().map(BackendException::code).distinct().toList();
    if (!codes.isEmpty()) {
      return codes.size() == 1 ? codes.getFirst() : ErrorCode.UNAVAILABLE;
    }
    return verdicts.equals(Set.of(Verdict.MODEL))
        ? ErrorCode.MODEL_NOT_FOUND
        : ErrorCode.UNSUPPORTED;
  }

  /** What those say that would serve, were they not left alone at the moment. */
  private static List<BackendException> leftAlone(List<Candidate> route, EngineSnapshot snapshot) {
    return route.stream()
        .filter(candidate -> candidate.verdict() == Verdict.HEALTH)
        .flatMap(candidate -> snapshot.backend(candidate.backend()).stream())
        .map(Circuits::error)
        .toList();
  }

  private static Optional<Duration> retryAfter(List<BackendException> errors) {
    return errors.stream()
        .filter(BackendException::retryable) // to wait does not help with others
        .map(BackendException::retryAfter)
        .flatMap(Optional::stream)
        .min(Duration::compareTo);
  }

  private static String lines(List<Candidate> candidates) {
    return candidates.stream()
        .map(candidate -> "\n  " + candidate.backend() + ": " + candidate.reason())
        .collect(Collectors.joining());
  }

  private static List<Candidate> refusing(Plan plan) {
    return plan.candidates().stream().filter(c -> c.verdict() == Verdict.MODEL).toList();
  }

  /** What those say that know their models, and the names that work. */
  private static String elsewhere(Plan plan, EngineSnapshot snapshot) {
    List<String> words = new ArrayList<>();
    for (Candidate candidate : refusing(plan)) {
      snapshot
          .backend(candidate.backend())
          .flatMap(backend -> backend.capabilities(candidate.model()).refusal())
          .flatMap(BackendException::hint)
          .ifPresent(words::add);
    }
    words.add(snapshot.names().instead(plan.asked()));
    return String.join("\n", words);
  }

  /** It was cancelled, or over before anybody was asked. */
  static EngineException over(Plan plan, List<AttemptReport> reports, boolean cancelled) {
    return new EngineException(
        cancelled ? ErrorCode.CANCELLED : ErrorCode.TIMEOUT,
        cancelled
            ? "The call was cancelled before an answer."
            : "The call's deadline passed before any attempt.",
        null,
        null,
        reports,
        null,
        plan);
  }

  /**
   * Every backend that might have served it failed.
   *
   * @param held those that might have been tried again, had not so many been already
   */
  static EngineException allFailed(
      Plan plan,
      EngineSnapshot snapshot,
      List<AttemptReport> reports,
      List<BackendException> errors,
      List<String> held) {
    AttemptReport last = reports.getLast();
    long backends = reports.stream().map(AttemptReport::backend).distinct().count();
    ErrorCode code = code(reports);
    BackendException cause = errors.getLast();
    List<Candidate> refusing = refusing(plan);
    boolean one = backends == 1 && refusing.isEmpty();
    List<String> hints = new ArrayList<>();
    if (one) {
      last.hint().ifPresent(hints::add);
      last.upstreamId()
          .ifPresent(id -> hints.add("The provider's id of the request is " + id + "."));
    }
    if (code == ErrorCode.MODEL_NOT_FOUND || !refusing.isEmpty()) {
      hints.add(elsewhere(plan, snapshot));
    }
    if (!held.isEmpty()) {
      hints.add(
          "Not tried again, because many calls do that at the moment: "
              + String.join(", ", held)
              + ".");
    }
    return new EngineException(
        code,
        one ? last.message() : tried(backends, reports) + lines(refusing),
        cause,
        hints.isEmpty() ? null : String.join("\n", hints),
        reports,
        retryAfter(errors).orElse(null),
        plan);
  }

  private static String tried(long backends, List<AttemptReport> reports) {
    String title =
        backends == 1
            ? "The one backend that was asked failed:"
            : "All " + backends + " backends failed:";
    return title
        + reports.stream().map(CallFailures::line).collect(Collectors.joining("\n  ", "\n  ", ""));
  }

  private static String line(AttemptReport report) {
    String code = report.error().map(ErrorCode::toString).orElse("ok");
    return report.backend()
        + ": "
        + report.message()
        + report.hint().map(hint -> " " + hint).orElse("")
        + " ("
        + code
        + " after "
        + report.elapsed().toMillis()
        + " ms"
        + report.upstreamId().map(id -> ", request id " + id).orElse("")
        + ")";
  }

  /** The code all share; else the last one if the caller can do something; else unavailable. */
  private static ErrorCode code(List<AttemptReport> reports) {
    List<ErrorCode> codes =
        reports.stream().map(AttemptReport::error).flatMap(Optional::stream).distinct().toList();
    ErrorCode last = codes.getLast();
    return codes.size() == 1 || last.kind() == ErrorKind.CALLER ? last : ErrorCode.UNAVAILABLE;
  }
}
