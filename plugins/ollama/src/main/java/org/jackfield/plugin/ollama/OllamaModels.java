package org.jackfield.plugin.ollama;

import java.util.List;
import org.jackfield.spi.Attempt;
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
      throw OllamaErrors.notOllama(client.hostPort(), "its list of models is none");
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

  /** The server's version ({@code GET /api/version}). */
  String serverVersion(Attempt attempt) {
    return Json.text(client.get("/api/version", attempt), "version")
        .orElseThrow(() -> OllamaErrors.notOllama(client.hostPort(), "it names no version"));
  }
}
