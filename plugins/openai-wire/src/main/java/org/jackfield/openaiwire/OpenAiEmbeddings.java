package org.jackfield.openaiwire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.wire.Json;
import org.jackfield.wire.Vectors;
import tools.jackson.databind.JsonNode;

/**
 * Embeddings of an OpenAI-speaking server
 * (https://platform.openai.com/docs/api-reference/embeddings). Thread-safe.
 */
public final class OpenAiEmbeddings implements Embeddings {
  private final OpenAiCalls calls;
  private final String model;

  /**
   * Embeddings by these calls.
   *
   * @param model the model for requests that name none; empty where the server has one of its own
   */
  public OpenAiEmbeddings(OpenAiCalls calls, String model) {
    this.calls = calls;
    this.model = model;
  }

  @Override
  public EmbeddingResult embed(EmbeddingRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    String body =
        (named.isEmpty() ? "{" : "{\"model\":" + Json.quote(named) + ",")
            + "\"input\":"
            + LimitFields.json(request.texts())
            + (request.dimensions().isPresent()
                ? ",\"dimensions\":" + request.dimensions().getAsInt()
                : "")
            + ",\"encoding_format\":\"float\"}";
    JsonNode answer =
        calls.json(
            calls
                .endpoint()
                .post(
                    calls.endpoint().url("/embeddings", named),
                    body.getBytes(StandardCharsets.UTF_8)),
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
    if (values.isString()) {
      return packed(values.stringValue(), named);
    }
    return Vectors.read(values)
        .orElseThrow(() -> broken(named, "an embedding that is no list of numbers"));
  }

  /** OpenAI's other form, which some servers send without being asked: little-endian floats. */
  private float[] packed(String base64, String named) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      bytes = new byte[0];
    }
    if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
      throw broken(named, "an embedding that is no list of numbers");
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
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
