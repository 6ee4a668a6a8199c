package org.jackfield.engine.call;

import java.util.Optional;
import org.jackfield.engine.capability.Wildcard;
import org.jackfield.engine.snapshot.BackendHandle;

/**
 * Whether a backend can be asked for a model: a pure function of its configuration and of what its
 * plugin knows without I/O.
 */
sealed interface ModelFit {
  /** The configuration names the model for this backend. */
  record Named() implements ModelFit {}

  /** Nobody here knows; the backend takes names as they come. */
  record Open() implements ModelFit {}

  /** It does not have it. */
  record None(String reason) implements ModelFit {}

  /** How the model of that name fits; never asked for an empty one. */
  static ModelFit of(BackendHandle backend, String model) {
    if (model.equals(backend.model())
        || backend.options().models().stream()
            .anyMatch(pattern -> Wildcard.matches(pattern, model))) {
      return new Named();
    }
    if (!backend.options().models().isEmpty()) {
      String own = backend.model().isEmpty() ? "" : backend.model() + ", ";
      return new None(
          "it takes only its models: " + own + String.join(", ", backend.options().models()));
    }
    Optional<String> refusal = backend.capabilities(model).refusal().map(why -> why.message());
    return refusal.isPresent() ? new None(refusal.get()) : new Open();
  }
}
