package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Embeddings of an OpenAI-speaking server
 * (https://platform.openai.com/docs/api-reference/embeddings). Thread-safe.
 */
public final class OpenAiEmbeddings implements Embeddings {
  private final OpenAiCalls calls;
  private final String model;

  /** Embeddings by these calls, with that model for requests that name none. */
  public OpenAiEmbeddings(OpenAiCalls calls, String model) {
    this.calls = calls;
    this.model = model;
  }

  @Override
  public EmbeddingResult embed(EmbeddingRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    String body =
        "{\"model\":"
            + Json.quote(named)
            + ",\"input\":"
            + LimitFields.json(request.texts())
            + (request.dimensions().isPresent()
                ? ",\"dimensions\":" + request.dimensions().getAsInt()
                : "")
            + ",\"encoding_format\":\"float\"}";
    JsonNode answer =
        calls.json(
            calls.endpoint().post("/embeddings", body.getBytes(StandardCharsets.UTF_8)),
            named,
            attempt);
    float[][] vectors = vectors(answer.path("data"), request.texts().size(), named);
    return EmbeddingResult.of(
        Json.text(answer, "model").orElse(named), List.of(vectors), usage(answer.path("usage")));
  }

  private float[][] vectors(JsonNode data, int texts, String named) {
    float[][] vectors = new float[texts][];
    int position = 0;
    for (JsonNode entry : data) {
      int index = (int) Json.integer(entry, "index").orElse(position);
      position++;
      if (index < 0 || index >= texts || vectors[index] != null) {
        throw broken(named, "embeddings for other texts than were sent");
      }
      vectors[index] = vector(entry.path("embedding"), named);
    }
    if (position != texts) {
      throw broken(named, position + " embeddings for " + texts + " texts");
    }
    return vectors;
  }

  private float[] vector(JsonNode values, String named) {
    if (!values.isArray() || values.isEmpty()) {
      throw broken(named, "an embedding that is no list of numbers");
    }
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!values.path(i).isNumber()) {
        throw broken(named, "an embedding that is no list of numbers");
      }
      vector[i] = values.path(i).floatValue();
    }
    return vector;
  }

  private static Usage usage(JsonNode usage) {
    var input = Json.integer(usage, "prompt_tokens");
    return input.isPresent()
        ? Usage.UNKNOWN.withInput(input.getAsLong()).with(Usage.Origin.REPORTED)
        : Usage.UNKNOWN;
  }

  private BackendException broken(String named, String what) {
    return calls.broken(named, "answered with " + what + ".");
  }
}
