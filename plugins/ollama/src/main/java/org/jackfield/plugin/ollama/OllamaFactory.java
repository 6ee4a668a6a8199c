package org.jackfield.plugin.ollama;

import java.util.List;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Setting.Kind;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.wire.EstimatedTokenCount;
import org.jackfield.wire.WireBackend;

/** Makes backends of the type {@code ollama}. */
public final class OllamaFactory implements BackendFactory {
  /** What some Ollama model can do; the server refuses what the one at hand cannot. */
  private static final Capabilities CAPABILITIES =
      Capabilities.of(
          Capability.IMAGES,
          Capability.TOOLS,
          Capability.JSON,
          Capability.JSON_SCHEMA,
          Capability.THINKING,
          Capability.SEED,
          Capability.STOP,
          Capability.PENALTIES,
          Capability.LOGPROBS);

  @Override
  public List<String> types() {
    return List.of("ollama");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
            Setting.of("endpoint", Kind.URL, "Where the Ollama server is.")
                .withDefault("http://localhost:11434")
                .withVariables("OLLAMA_BASE_URL"),
            // Two wishes for this default are known, llama3.1 and llama3.2; the one that also has
            // the exact error texts holds, the other is a setting.
            Setting.of("model", Kind.STRING, "The model to use unless a request names another.")
                .withDefault("llama3.1")
                .withVariables("OLLAMA_MODEL"),
            Setting.of("api_key", Kind.SECRET, "A key, for a server behind a proxy that wants one.")
                .withVariables("OLLAMA_API_KEY"),
            Setting.of(
                "num_ctx",
                Kind.INTEGER,
                "The context window in tokens; without it the server decides, by its memory."),
            Setting.of(
                "keep_alive",
                Kind.STRING,
                "How long the model stays loaded after a call, such as 5m; -1 for ever."),
            Setting.of(
                    "think",
                    Kind.STRING,
                    "Whether a thinking model thinks, or how much; without it the model decides.")
                .withChoices("true", "false", "low", "medium", "high", "max"))
        .withRetries(0);
  }

  @Override
  public DataLocation data(Settings settings) {
    return OllamaModel.runsInCloud(settings.string("model"))
        ? DataLocation.CLOUD
        : DataLocation.of(settings.url("endpoint"));
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    OllamaClient client = new OllamaClient(context);
    OllamaModels models = new OllamaModels(client);
    return new WireBackend(
        settings.has("num_ctx")
            ? CAPABILITIES.withContext((int) settings.integer("num_ctx"))
            : CAPABILITIES,
        attempt -> models.probe(settings.string("model"), attempt),
        new OllamaChat(client, context),
        models,
        new OllamaEmbeddings(client, settings),
        new EstimatedTokenCount());
  }
}
