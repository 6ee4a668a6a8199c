package org.jackfield.plugin.gemini;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.wire.Json;
import org.jackfield.wire.Vectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Embeddings by {@code batchEmbedContents} (https://ai.google.dev/api/embeddings). Thread-safe. The
 * API takes a hundred texts a call, so more of them are several calls, one after the other.
 */
final class GeminiEmbeddings implements Embeddings {
  private static final int BATCH_TEXTS = 100;

  private final GeminiCalls calls;
  private final String model;

  GeminiEmbeddings(GeminiCalls calls, String model) {
    this.calls = calls;
    this.model = model;
  }

  @Override
  public EmbeddingResult embed(EmbeddingRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    List<String> texts = request.texts();
    List<float[]> vectors = new ArrayList<>(texts.size());
    OptionalLong tokens = OptionalLong.of(0);
    for (int from = 0; from < texts.size(); from += BATCH_TEXTS) {
      List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH_TEXTS));
      JsonNode answer =
          calls.post(named, "batchEmbedContents", body(named, batch, request), attempt);
      add(answer.path("embeddings"), batch.size(), named, vectors);
      tokens = sum(tokens, Json.integer(answer.path("usageMetadata"), "promptTokenCount"));
    }
    return EmbeddingResult.of(named, vectors, usage(tokens));
  }

  private static byte[] body(String named, List<String> texts, EmbeddingRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode requests = body.putArray("requests");
    for (String text : texts) {
      ObjectNode one = requests.addObject().put("model", ModelResource.of(named).name());
      one.putObject("content").putArray("parts").addObject().put("text", text);
      request.dimensions().ifPresent(length -> one.put("outputDimensionality", length));
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void add(JsonNode embeddings, int texts, String named, List<float[]> vectors) {
    if (embeddings.size() != texts) {
      throw calls.broken(
          named, "answered with " + embeddings.size() + " embeddings for " + texts + " texts.");
    }
    for (JsonNode embedding : embeddings) {
      vectors.add(
          Vectors.read(embedding.path("values"))
              .orElseThrow(
                  () ->
                      calls.broken(
                          named, "answered with an embedding that is no list of numbers.")));
    }
  }

  /** A count that one of the calls does not give is no count of all. */
  private static OptionalLong sum(OptionalLong before, OptionalLong more) {
    return before.isPresent() && more.isPresent()
        ? OptionalLong.of(before.getAsLong() + more.getAsLong())
        : OptionalLong.empty();
  }

  private static Usage usage(OptionalLong tokens) {
    return tokens.isPresent()
        ? Usage.UNKNOWN.withInput(tokens.getAsLong()).with(Usage.Origin.REPORTED)
        : Usage.UNKNOWN;
  }
}
