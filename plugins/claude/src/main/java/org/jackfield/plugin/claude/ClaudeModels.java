package org.jackfield.plugin.claude;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * The models of the API (https://platform.claude.com/docs/en/api/models-list), and by asking for
 * them its health. Thread-safe.
 */
final class ClaudeModels implements ModelList {
  private static final int MOST_PAGES = 20;

  /** As many at a time as the API gives. */
  private static final String PATH = "/v1/models?limit=1000";

  private final ClaudeCalls calls;

  ClaudeModels(ClaudeCalls calls) {
    this.calls = calls;
  }

  @Override
  public List<ModelInfo> models(Attempt attempt) {
    List<ModelInfo> models = new ArrayList<>();
    String after = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = calls.get(PATH + after, attempt);
      add(answer, models);
      String last = Json.text(answer, "last_id").orElse("");
      if (!answer.path("has_more").asBoolean(false) || last.isEmpty()) {
        break;
      }
      after = "&after_id=" + URLEncoder.encode(last, StandardCharsets.UTF_8);
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
    ModelInfo info = ModelInfo.of(id);
    OptionalInt context = tokens(entry, "max_input_tokens");
    if (context.isPresent()) {
      info = info.withContext(context.getAsInt());
    }
    OptionalInt output = tokens(entry, "max_tokens");
    return output.isPresent() ? info.withMaxOutput(output.getAsInt()) : info;
  }

  private static OptionalInt tokens(JsonNode entry, String field) {
    OptionalLong tokens = Json.integer(entry, field);
    boolean known = tokens.orElse(0) > 0 && tokens.getAsLong() <= Integer.MAX_VALUE;
    return known ? OptionalInt.of((int) tokens.getAsLong()) : OptionalInt.empty();
  }

  /** That the API is there and takes the key; costs no tokens. */
  Health probe(Attempt attempt) {
    int count = calls.get(PATH, attempt).path("data").size();
    return Health.up(calls.base() + ", " + count + (count == 1 ? " model" : " models"));
  }
}
