package org.jackfield.engine.call;

import java.util.Optional;
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
        || backend.options().models().stream().anyMatch(pattern -> matches(pattern, model))) {
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

  /**
   * Whether a name is that pattern, in which {@code *} stands for any text. Goes back to the last
   * star only, so its time is bounded by the product of both lengths, whatever a client sends.
   */
  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
