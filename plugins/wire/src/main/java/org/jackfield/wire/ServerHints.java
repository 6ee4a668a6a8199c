package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * What a person can do about the errors of one server: {@link Hints}, and what only its plugin
 * knows, as data. Immutable; each {@code with} gives a copy.
 *
 * @param backend the backend's name
 * @param base the URL it is configured with, without any secret
 * @param speaks what should be there, such as {@code "OpenAI's API"}
 * @param key what to do when the credentials are refused; empty when there is nothing to say
 * @param permission what to do when they are good and not enough; empty when there is nothing
 * @param names what the server calls a model, such as {@code "model"} or {@code "deployment"}
 * @param variable the environment variable that names it; empty when there is none
 */
public record ServerHints(
    String backend,
    String base,
    String speaks,
    String key,
    String permission,
    String names,
    String variable) {
  /** The hints of a server whose credentials nobody knows anything of. */
  public static ServerHints of(String backend, String base, String speaks) {
    return new ServerHints(backend, base, speaks, "", "", "model", "");
  }

  /** The same with what to do when the credentials are refused, or are not enough. */
  public ServerHints withKey(String hint) {
    return new ServerHints(backend, base, speaks, hint, hint, names, variable);
  }

  /** The same with what to do when the credentials are good and not enough. */
  public ServerHints withPermission(String hint) {
    return new ServerHints(backend, base, speaks, key, hint, names, variable);
  }

  /** The same with that word for a model, and the variable that names one. */
  public ServerHints withModel(String names, String variable) {
    return new ServerHints(backend, base, speaks, key, permission, names, variable);
  }

  /**
   * The error with what to do about it; as it is when there is nothing to say.
   *
   * @param model the model that the call is about; empty when it is about none
   */
  public BackendException add(BackendException error, String model) {
    return Hints.add(error, of(error, model));
  }

  private String of(BackendException error, String model) {
    ErrorCode code = error.code();
    return switch (code) {
      case AUTHENTICATION -> key;
      case PERMISSION -> permission;
      case MODEL_NOT_FOUND -> model.isEmpty() ? endpoint() : name(model);
      case PROTOCOL -> endpoint();
      // A server that answered is where it should be.
      case UNAVAILABLE -> error.upstreamStatus().isPresent() ? "" : endpoint();
      case CONTEXT_LENGTH,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          OVERLOADED,
          INVALID_REQUEST,
          CONTENT_FILTERED,
          TIMEOUT,
          CANCELLED,
          UNSUPPORTED,
          INTERNAL ->
          Hints.of(code).orElse("");
    };
  }

  private String name(String model) {
    return "Check the "
        + names
        + " name '"
        + model
        + "' of backend '"
        + backend
        + "'"
        + (variable.isEmpty() ? "" : " (" + variable + ")")
        + ".";
  }

  private String endpoint() {
    return Hints.endpoint(backend, base, speaks);
  }
}
