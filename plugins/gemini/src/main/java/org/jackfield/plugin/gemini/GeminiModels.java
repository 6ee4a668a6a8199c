package org.jackfield.plugin.gemini;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * The models of the API that chat or embed (https://ai.google.dev/api/models), and by asking for
 * them its health. Thread-safe.
 */
final class GeminiModels implements ModelList {
  private static final int MOST_PAGES = 20;
  private static final Set<String> USED = Set.of("generateContent", "embedContent");

  private final GeminiCalls calls;

  GeminiModels(GeminiCalls calls) {
    this.calls = calls;
  }

  @Override
  public List<ModelInfo> models(Attempt attempt) {
    List<ModelInfo> models = new ArrayList<>();
    String next = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode answer = calls.get("/models?pageSize=1000" + next, attempt);
      add(answer, models);
      String token = Json.text(answer, "nextPageToken").orElse("");
      if (token.isEmpty()) {
        break;
      }
      next = "&pageToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    }
    return List.copyOf(models);
  }

  /** The last page may be an empty object, because the API leaves out empty lists. */
  private void add(JsonNode answer, List<ModelInfo> models) {
    if (!answer.path("models").isArray() && !answer.isEmpty()) {
      throw calls.broken("", "answered with no list of models.");
    }
    for (JsonNode entry : answer.path("models")) {
      if (used(entry)) {
        Json.text(entry, "name").ifPresent(name -> models.add(info(name, entry)));
      }
    }
  }

  /** Models of pictures and films are in the list too; a server that names no methods has none. */
  private static boolean used(JsonNode entry) {
    JsonNode methods = entry.path("supportedGenerationMethods");
    for (JsonNode method : methods) {
      if (USED.contains(method.asString(""))) {
        return true;
      }
    }
    return methods.isEmpty();
  }

  private static ModelInfo info(String name, JsonNode entry) {
    ModelInfo info = ModelInfo.of(ModelResource.of(name).shortName());
    OptionalInt context = tokens(entry, "inputTokenLimit");
    if (context.isPresent()) {
      info = info.withContext(context.getAsInt());
    }
    OptionalInt output = tokens(entry, "outputTokenLimit");
    return output.isPresent() ? info.withMaxOutput(output.getAsInt()) : info;
  }

  private static OptionalInt tokens(JsonNode entry, String field) {
    OptionalLong tokens = Json.integer(entry, field);
    boolean known = tokens.orElse(0) > 0 && tokens.getAsLong() <= Integer.MAX_VALUE;
    return known ? OptionalInt.of((int) tokens.getAsLong()) : OptionalInt.empty();
  }

  /** That the API is there and takes the key; costs no tokens. */
  Health probe(Attempt attempt) {
    add(calls.get("/models?pageSize=1", attempt), new ArrayList<>());
    return Health.up(calls.base());
  }
}
