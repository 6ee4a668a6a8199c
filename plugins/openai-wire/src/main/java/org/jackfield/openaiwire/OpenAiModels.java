package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** The models of an OpenAI-speaking server, and by asking for them its health. Thread-safe. */
public final class OpenAiModels implements ModelList {
  private final OpenAiCalls calls;

  /** The models by these calls. */
  public OpenAiModels(OpenAiCalls calls) {
    this.calls = calls;
  }

  @Override
  public List<ModelInfo> models(Attempt attempt) {
    JsonNode answer = calls.json(calls.endpoint().get("/models"), "", attempt);
    if (!answer.path("data").isArray()) {
      throw calls.broken("", "answered with no list of models.");
    }
    List<ModelInfo> models = new ArrayList<>();
    for (JsonNode entry : answer.path("data")) {
      Json.text(entry, "id").ifPresent(id -> models.add(info(id, entry)));
    }
    return List.copyOf(models);
  }

  /** vLLM and some routers tell the context beside the id; llama.cpp that of one slot in meta. */
  private static ModelInfo info(String id, JsonNode entry) {
    OptionalLong context = Json.integer(entry, "max_model_len");
    if (context.isEmpty()) {
      context = Json.integer(entry, "context_length");
    }
    if (context.isEmpty()) {
      context = Json.integer(entry.path("meta"), "n_ctx");
    }
    ModelInfo info = ModelInfo.of(id);
    OptionalLong size = Json.integer(entry.path("meta"), "size");
    if (size.isPresent()) {
      info = info.withSize(size.getAsLong());
    }
    boolean known = context.isPresent() && context.getAsLong() <= Integer.MAX_VALUE;
    return known ? info.withContext((int) context.getAsLong()) : info;
  }

  /**
   * That the server is there and takes the key; costs no tokens.
   *
   * @throws BackendException why it is not
   */
  public Health probe(Attempt attempt) {
    int count = models(attempt).size();
    return Health.up(calls.endpoint().base() + ", " + count + (count == 1 ? " model" : " models"));
  }
}
