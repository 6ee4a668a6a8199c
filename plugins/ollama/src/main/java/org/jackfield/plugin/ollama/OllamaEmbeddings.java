package org.jackfield.plugin.ollama;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Settings;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Embeddings by {@code POST /api/embed} (https://docs.ollama.com/api/embed). */
record OllamaEmbeddings(OllamaClient client, Settings settings) implements Embeddings {
  @Override
  public EmbeddingResult embed(EmbeddingRequest request, Attempt attempt) {
    String model = client.model(request.model());
    JsonNode answer = client.ask("/api/embed", body(request, model), model, attempt);
    List<float[]> vectors = new ArrayList<>();
    for (JsonNode vector : answer.path("embeddings")) {
      vectors.add(vector(vector));
    }
    if (vectors.size() != request.texts().size()) {
      throw client.broken(
          "answered with "
              + vectors.size()
              + " embeddings for "
              + request.texts().size()
              + " texts.");
    }
    return EmbeddingResult.of(
        Json.text(answer, "model").orElse(model), vectors, OllamaDecoder.usage(answer));
  }

  private ObjectNode body(EmbeddingRequest request, String model) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model);
    ArrayNode input = body.putArray("input");
    request.texts().forEach(input::add);
    body.put("truncate", false);
    request.dimensions().ifPresent(length -> body.put("dimensions", length));
    if (settings.has("num_ctx")) {
      body.putObject("options").put("num_ctx", settings.integer("num_ctx"));
    }
    if (settings.has("keep_alive")) {
      OllamaRequest.keepAlive(body, settings.string("keep_alive"));
    }
    return body;
  }

  private static float[] vector(JsonNode numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.path(i).floatValue();
    }
    return vector;
  }
}
