package org.jackfield.plugin.claude;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * The models of the API (https://docs.anthropic.com/en/api/models-list), and by asking for them its
 * health. Thread-safe.
 */
final class ClaudeModels implements ModelList {
  private static final int MOST_PAGES = 20;

  private final ClaudeCalls calls;

  ClaudeModels(ClaudeCalls calls) {
    this.calls = calls;
  }

  @Override
  public List<ModelInfo> models(Attempt attempt) {
    List<ModelInfo> models = new ArrayList<>();
    String after = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = calls.get("/v1/models" + after, attempt);
      add(answer, models);
      String last = Json.text(answer, "last_id").orElse("");
      if (!answer.path("has_more").asBoolean(false) || last.isEmpty()) {
        break;
      }
      after = "?after_id=" + URLEncoder.encode(last, StandardCharsets.UTF_8);
    }
    return List.copyOf(models);
  }

  private void add(JsonNode answer, List<ModelInfo> models) {
    if (!answer.path("data").isArray()) {
      throw calls.broken("", "answered with no list of models.");
    }
    for (JsonNode entry : answer.path("data")) {
      Json.text(entry, "id").ifPresent(id -> models.add(info(id, entry)));
    }
  }

  private static ModelInfo info(String id, JsonNode entry) {
    OptionalLong context = Json.integer(entry, "max_input_tokens");
    boolean known = context.isPresent() && context.getAsLong() <= Integer.MAX_VALUE;
    ModelInfo info = ModelInfo.of(id);
    return known ? info.withContext((int) context.getAsLong()) : info;
  }

  /** That the API is there and takes the key; costs no tokens. */
  Health probe(Attempt attempt) {
    int count = calls.get("/v1/models", attempt).path("data").size();
    return Health.up(calls.base() + ", " + count + (count == 1 ? " model" : " models"));
  }
}
