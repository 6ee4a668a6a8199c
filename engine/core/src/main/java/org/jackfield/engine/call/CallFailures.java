package org.jackfield.engine.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.ErrorKind;

/** The errors of a call that no backend served, told with everything that was tried. */
final class CallFailures {
  private CallFailures() {}

  /** No backend may serve it at all. */
  static EngineException nothingChosen(Plan plan, EngineSnapshot snapshot) {
    if (plan.candidates().isEmpty()) {
      return new EngineException(
          ErrorCode.UNAVAILABLE,
          "No backend is configured.",
          null,
          "Add one under llm.providers in the configuration, for example: - type: ollama. Installed"
              + " types: "
              + String.join(", ", snapshot.types())
              + ".",
          List.of(),
          null,
          plan);
    }
    List<Candidate> named =
        plan.candidates().stream()
            .filter(
                candidate ->
                    snapshot.backend(candidate.backend()).orElseThrow().problem().isPresent())
            .toList();
    String reasons =
        plan.candidates().stream()
            .map(candidate -> candidate.backend() + ": " + candidate.reason())
            .collect(Collectors.joining("\n  ", "\n  ", ""));
    boolean unconfigured = !named.isEmpty();
    String message =
        plan.candidates().size() == 1
            ? plan.candidates().getFirst().reason()
            : "No backend can serve this call:" + reasons;
    return new EngineException(
        unconfigured ? ErrorCode.AUTHENTICATION : ErrorCode.UNSUPPORTED,
        message,
        null,
        null,
        List.of(),
        null,
        plan);
  }

  /** Every backend that might have served it failed. */
  static EngineException allFailed(
      Plan plan, List<AttemptReport> reports, List<BackendException> errors) {
    if (reports.isEmpty()) {
      return new EngineException(
          ErrorCode.CANCELLED,
          "The call ended before any attempt.",
          null,
          null,
          reports,
          null,
          plan);
    }
    AttemptReport last = reports.getLast();
    long backends = reports.stream().map(AttemptReport::backend).distinct().count();
    ErrorCode code = code(reports);
    Duration retryAfter =
        errors.stream()
            .map(BackendException::retryAfter)
            .flatMap(Optional::stream)
            .min(Duration::compareTo)
            .orElse(null);
    BackendException cause = errors.getLast();
    if (backends == 1) {
      return new EngineException(
          code, last.message(), cause, last.hint().orElse(null), reports, retryAfter, plan);
    }
    String tried =
        reports.stream().map(CallFailures::line).collect(Collectors.joining("\n  ", "\n  ", ""));
    return new EngineException(
        code,
        "All " + backends + " backends failed:" + tried,
        cause,
        null,
        reports,
        retryAfter,
        plan);
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
        + " ms)";
  }

  /** The code all share; else the last one if the caller can do something; else unavailable. */
  private static ErrorCode code(List<AttemptReport> reports) {
    List<ErrorCode> codes =
        reports.stream().map(AttemptReport::error).flatMap(Optional::stream).distinct().toList();
    ErrorCode last = codes.getLast();
    return codes.size() == 1 || last.kind() == ErrorKind.CALLER ? last : ErrorCode.UNAVAILABLE;
  }
}
