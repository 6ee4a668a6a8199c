package org.jackfield.plugin.huggingface;

import java.util.List;
import java.util.OptionalLong;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiModels;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * The model of a server of text-generation-inference: {@code /info}, which tells its limits as
 * well; {@code /v1/models} where a proxy hides that. Thread-safe.
 */
final class TgiModels implements ModelList {
  private final OpenAiCalls calls;
  private final OpenAiModels listed;

  TgiModels(OpenAiCalls calls) {
    this.calls = calls;
    this.listed = new OpenAiModels(calls);
  }

  /** Where the server is. */
  String base() {
    return calls.endpoint().base();
  }

  @Override
  public List<ModelInfo> models(Attempt attempt) {
    try {
      return List.of(model(calls.json(calls.endpoint().beside().get("/info"), "", attempt)));
    } catch (BackendException error) {
      if (error.upstreamStatus().orElse(0) != 404) {
        throw error;
      }
      return listed.models(attempt);
    }
  }

  private ModelInfo model(JsonNode info) {
    ModelInfo model =
        Json.text(info, "model_id")
            .map(ModelInfo::of)
            .orElseThrow(() -> calls.broken("", "answered with no model."));
    OptionalLong context = Json.integer(info, "max_total_tokens");
    return context.isPresent() && context.getAsLong() <= Integer.MAX_VALUE
        ? model.withContext((int) context.getAsLong())
        : model;
  }
}
