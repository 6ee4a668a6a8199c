package org.jackfield.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.FormatFault;
import org.jackfield.engine.Names;
import org.jackfield.engine.Plan;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.ErrorKind;
import org.jackfield.wire.ProviderText;

/**
 * The one place that decides what a client is told of an error, and what only the log is. A client
 * gets what it can act on: what is wrong with its request, which backends were tried and what
 * became of them, and the names that work. What a backend said of itself, its address, its files,
 * its hints, is for whoever runs the gateway, and goes to the log under the same id. Thread-safe.
 */
final class ClientErrors {
  private static final int LONGEST_NAME = 100;

  private final Supplier<Names> names;
  private final Consumer<String> log;

  ClientErrors(Supplier<Names> names, Consumer<String> log) {
    this.names = names;
    this.log = log;
  }

  /**
   * What a client is told.
   *
   * @param error its code, message, field; no hint
   * @param headers of the reply, when it has not begun
   */
  record Told(BackendException error, Map<String, String> headers) {}

  /** Logs what the client is not told of a refusal. */
  void note(Refusal refusal) {
    refusal.hint().ifPresent(hint -> log.accept(oneLine(refusal.message() + " " + hint)));
  }

  /** An error of a request that has no answer yet. */
  Told of(EngineException error) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return of(error, "req_" + Long.toHexString(random.nextLong()));
  }

  /** An error of the request with that id; the rest of it is logged. */
  Told of(EngineException error, String id) {
    if (error.code().kind() != ErrorKind.CALLER || error.hint().isPresent()) {
      String hint = error.hint().map(text -> " " + text).orElse("");
      log.accept(id + " failed (" + error.code() + "): " + oneLine(error.message() + hint));
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-request-id", id);
    error
        .retryAfter()
        .ifPresent(
            wait -> headers.put("Retry-After", Long.toString((wait.toMillis() + 999) / 1000)));
    return new Told(told(error), headers);
  }

  private BackendException told(EngineException error) {
    Optional<BackendException> same =
        Optional.ofNullable(error.getCause() instanceof BackendException cause ? cause : null)
            .filter(cause -> cause.code() == error.code());
    BackendException told =
        new BackendException(
            error.code(), message(error), same.map(BackendException::getCause).orElse(null));
    Optional<String> field =
        formatFault(error).isPresent()
            ? Optional.of("response_format")
            : error.code() == ErrorCode.MODEL_NOT_FOUND
                ? Optional.of("model")
                : same.flatMap(BackendException::parameter).map(ClientText::of);
    return field.map(told::withParameter).orElse(told);
  }

  /** A log's line is one line, whatever somebody put into a name. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\p{Cntrl}", " ");
  }

  private String message(EngineException error) {
    Optional<FormatFault> fault = formatFault(error);
    if (fault.isPresent()) {
      return told(error, fault.get());
    }
    ErrorCode code = error.code();
    List<AttemptReport> attempts = error.attempts();
    Optional<Plan> plan = error.plan();
    if (attempts.isEmpty()) {
      return plan.map(chosenOf -> nothingChosen(code, chosenOf))
          .orElseGet(() -> words(code, "The gateway", error.message()));
    }
    AttemptReport last = attempts.getLast();
    boolean one = attempts.size() == 1;
    boolean begun = last.error().isEmpty();
    String message =
        one || begun
            ? words(code, named(last), error.message())
            : "All failed: " + listed(attempts);
    return code == ErrorCode.MODEL_NOT_FOUND
        ? message + " " + names.get().instead(plan.map(Plan::asked).orElse(""))
        : message;
  }

  /** What is wrong with the format asked for, or with the last answer measured by it. */
  private static Optional<FormatFault> formatFault(EngineException error) {
    return Optional.ofNullable(error.getCause())
        .map(Throwable::getCause)
        .filter(FormatFault.class::isInstance)
        .map(FormatFault.class::cast);
  }

  /** It speaks of the client's own schema and answer, whose JSON Pointers look like paths. */
  private static String told(EngineException error, FormatFault fault) {
    String words = ProviderText.shown(fault.message()) + ".";
    if (error.code() == ErrorCode.INVALID_REQUEST) {
      return "The schema of the response format cannot be used: " + words;
    }
    List<AttemptReport> attempts = error.attempts();
    boolean begun = attempts.getLast().error().isEmpty();
    return (attempts.size() == 1 || begun ? "" : "All failed: " + listed(attempts) + " ")
        + named(attempts.getLast())
        + " gave an answer that is not in the format asked for: "
        + words;
  }

  private static String named(AttemptReport attempt) {
    return "Backend '" + attempt.backend() + "'";
  }

  /** Each attempt: backend, code, time, and in words what of it is about the request. */
  private static String listed(List<AttemptReport> attempts) {
    return attempts.stream().map(ClientErrors::listed).collect(Collectors.joining("; ")) + ".";
  }

  private static String listed(AttemptReport attempt) {
    ErrorCode code = attempt.error().orElse(ErrorCode.INTERNAL);
    String outcome =
        attempt.backend() + ": " + code + " after " + attempt.elapsed().toMillis() + " ms";
    return ofRequest(code)
        ? outcome + " (" + ClientText.of(attempt.message()).replaceFirst("\\.$", "") + ")"
        : outcome;
  }

  private String nothingChosen(ErrorCode code, Plan plan) {
    return switch (code) {
      case MODEL_NOT_FOUND ->
          "No backend has the model '"
              + shown(plan.asked())
              + "'. "
              + names.get().instead(plan.asked());
      case UNSUPPORTED -> "No backend can serve this request: " + lacking(plan) + ".";
      case INVALID_REQUEST,
          AUTHENTICATION,
          PERMISSION,
          CONTEXT_LENGTH,
          CONTENT_FILTERED,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          OVERLOADED,
          UNAVAILABLE,
          TIMEOUT,
          CANCELLED,
          PROTOCOL,
          INTERNAL ->
          "No backend for this request is ready to serve: " + lacking(plan) + ".";
    };
  }

  private static String shown(String name) {
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
  }

  private static String lacking(Plan plan) {
    List<String> lines = new ArrayList<>();
    for (Plan.Candidate candidate : plan.candidates()) {
      Optional<String> lack =
          switch (candidate.verdict()) {
            case CHOSEN, ELSEWHERE -> Optional.empty();
            case UNCONFIGURED, HEALTH -> Optional.of("it is not ready to serve");
            case MODEL -> Optional.of("it does not have the model");
            case DATA -> Optional.of("the data of this request may not go there");
            case CAPABILITY -> Optional.of(candidate.reason());
          };
      lack.ifPresent(words -> lines.add(candidate.backend() + ": " + words));
    }
    return String.join("; ", lines);
  }

  /** Whether an error of that code is about the request, so that its message is the client's. */
  private static boolean ofRequest(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_FILTERED, UNSUPPORTED -> true;
      case AUTHENTICATION,
          PERMISSION,
          MODEL_NOT_FOUND,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          OVERLOADED,
          UNAVAILABLE,
          TIMEOUT,
          CANCELLED,
          PROTOCOL,
          INTERNAL ->
          false;
    };
  }

  private static String words(ErrorCode code, String who, String message) {
    return switch (code) {
      case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_FILTERED, UNSUPPORTED -> ClientText.of(message);
      case MODEL_NOT_FOUND -> who + " does not have the model.";
      case AUTHENTICATION -> who + " did not accept the gateway's credentials.";
      case PERMISSION -> who + " does not allow the gateway this request.";
      case RATE_LIMITED -> who + " limits how often it is asked; try again later.";
      case QUOTA_EXHAUSTED -> who + " has no quota left for the gateway.";
      case OVERLOADED -> who + " has too much to do; try again later.";
      case UNAVAILABLE -> who + " cannot be reached or is not ready; try again later.";
      case TIMEOUT -> who + " did not answer in time.";
      case CANCELLED -> "The request was cancelled.";
      case PROTOCOL -> who + " broke off, or sent an answer that cannot be read.";
      case INTERNAL -> who + " failed.";
    };
  }
}
