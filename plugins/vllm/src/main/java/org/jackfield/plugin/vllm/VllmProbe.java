package org.jackfield.plugin.vllm;

import java.util.List;
import java.util.stream.Collectors;
import org.jackfield.openaiwire.HealthRoute;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiModels;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.wire.Json;

/**
 * Whether the server is there, its engine lives, it takes the key and serves the model: {@code
 * /health}, {@code /v1/models} and {@code /version}, none of which costs a token. Thread-safe.
 */
final class VllmProbe {
  private final OpenAiCalls calls;
  private final OpenAiModels models;
  private final HealthRoute health;

  VllmProbe(OpenAiCalls calls, OpenAiModels models) {
    this.calls = calls;
    this.models = models;
    this.health = new HealthRoute(calls, "/health");
  }

  Health probe(Attempt attempt) {
    try {
      health.check(attempt);
    } catch (BackendException error) {
      if (error.upstreamStatus().orElse(0) == 503) {
        return Health.down(
            "The vLLM server at " + base() + " is there, and its engine is dead (HTTP 503).",
            "Look at the server's log, and start it again.");
      }
      throw error;
    }
    List<String> served = models.models(attempt).stream().map(ModelInfo::id).toList();
    String model = calls.endpoint().model();
    if (!model.isEmpty() && !served.contains(model)) {
      throw new BackendException(
              ErrorCode.MODEL_NOT_FOUND,
              "The vLLM server at " + base() + " does not serve the model '" + model + "'.")
          .withHint("Set 'model' to one that it serves: " + String.join(", ", served) + ".");
    }
    return Health.up(base() + ", vLLM" + version(attempt) + ", " + named(served));
  }

  private String base() {
    return calls.endpoint().base();
  }

  /** The version with a space before it; empty when the server does not tell it. */
  private String version(Attempt attempt) {
    try {
      var answer = calls.json(calls.endpoint().beside().get("/version"), "", attempt);
      return Json.text(answer, "version").map(version -> " " + version).orElse("");
    } catch (BackendException hidden) {
      if (hidden.upstreamStatus().isEmpty() && hidden.code() != ErrorCode.PROTOCOL) {
        throw hidden;
      }
      return "";
    }
  }

  private static String named(List<String> models) {
    return models.stream().map(model -> "'" + model + "'").collect(Collectors.joining(", "));
  }
}
