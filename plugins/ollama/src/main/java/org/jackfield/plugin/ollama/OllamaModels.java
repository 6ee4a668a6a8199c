package org.jackfield.plugin.ollama;

import java.util.List;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** The models that the server has downloaded ({@code GET /api/tags}), and its version. */
record OllamaModels(OllamaClient client) implements ModelList {
  @Override
  public List<ModelInfo> models(Attempt attempt) {
    JsonNode models = client.get("/api/tags", attempt).path("models");
    if (!models.isArray()) {
      throw client.broken("answered with no list of models.");
    }
    return models
        .valueStream()
        .flatMap(model -> Json.text(model, "name").map(name -> info(name, model)).stream())
        .toList();
  }

  private static ModelInfo info(String name, JsonNode model) {
    ModelInfo info = ModelInfo.of(name);
    var size = Json.integer(model, "size");
    return size.isPresent() ? info.withSize(size.getAsLong()) : info;
  }

  /** That the server is there and has that model; costs no tokens. */
  Health probe(String model, Attempt attempt) {
    String version = serverVersion(attempt);
    boolean there = models(attempt).stream().anyMatch(other -> OllamaModel.same(other.id(), model));
    return there
        ? Health.up("Ollama " + version + " with " + model)
        : Health.down(OllamaErrors.modelNotFound(model));
  }

  /** The server's version ({@code GET /api/version}). */
  private String serverVersion(Attempt attempt) {
    return Json.text(client.get("/api/version", attempt), "version")
        .orElseThrow(() -> client.broken("named no version."));
  }
}
