package org.jackfield.plugin.llamacpp;

import java.time.Duration;
import java.util.List;
import org.jackfield.plugin.llamacpp.server.LlamaServer;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Setting.Kind;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.wire.UnknownFields;

/**
 * Makes backends that run GGUF models by llama.cpp: in this process, or in a llama-server.
 * Stateless and thread-safe.
 */
public final class LlamaCppBackendFactory implements BackendFactory {
  /** Called by the ServiceLoader. */
  public LlamaCppBackendFactory() {}

  @Override
  public List<String> types() {
    return List.of("llamacpp");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
            Setting.of(
                    "model",
                    Kind.STRING,
                    "The model: a name of the catalogue, or the path of a .gguf file; with 'endpoint', another one than the server's own.")
                .withDefault("smollm2-135m-instruct"),
            Setting.of(
                    LlamaServer.ENDPOINT,
                    Kind.URL,
                    "URL of a llama-server that runs the model, instead of this process; without a path, /v1 is meant.")
                .withVariables("LLAMACPP_BASE_URL", "LLAMA_SERVER_URL"),
            Setting.of(LlamaServer.API_KEY, Kind.SECRET, "Key of the server at 'endpoint'.")
                .withVariables("LLAMACPP_API_KEY", "LLAMA_API_KEY"),
            UnknownFields.setting(
                "With 'endpoint': what becomes of request fields that OpenAI's API does not know."),
            Setting.of(
                    "library",
                    Kind.STRING,
                    "The llama.cpp library: a name of the catalogue, or the path of its folder.")
                .withDefault("llama.cpp"),
            Setting.of(
                "n_ctx",
                Kind.INTEGER,
                "Tokens of prompt and answer together, at most what the model was made for; 4096 unless set, fewer where memory is short."),
            Setting.of(
                "n_threads",
                Kind.INTEGER,
                "Threads that compute; the number of physical cores unless set."),
            Setting.of("n_batch", Kind.INTEGER, "Tokens of a prompt that are computed at once.")
                .withDefault("512"),
            Setting.of(
                    "parallel",
                    Kind.INTEGER,
                    "Answers that grow side by side, each with a context of its own.")
                .withDefault("2"),
            Setting.of(
                    "queue_limit", Kind.INTEGER, "Requests that may wait for one of those places.")
                .withDefault("32"),
            Setting.of("kv_type", Kind.STRING, "How the key-value cache stores its numbers.")
                .withDefault("f16")
                .withChoices("f16", "f32", "q8_0"),
            Setting.of(
                    "max_models",
                    Kind.INTEGER,
                    "Models that are kept in memory, when requests name others.")
                .withDefault("1"),
            Setting.of(
                    "top_k", Kind.INTEGER, "Keeps that many of the likeliest tokens; 0 keeps all.")
                .withDefault("40"),
            Setting.of(
                    "top_p",
                    Kind.DECIMAL,
                    "Keeps the likeliest tokens that together reach this probability.")
                .withDefault("0.95"),
            Setting.of(
                    "min_p",
                    Kind.DECIMAL,
                    "Keeps tokens of at least this share of the likeliest one's probability.")
                .withDefault("0.05"),
            Setting.of(
                    "repeat_penalty",
                    Kind.DECIMAL,
                    "Makes tokens that were seen less likely; 1 is none.")
                .withDefault("1.0"),
            Setting.of(
                    "repeat_last_n",
                    Kind.INTEGER,
                    "How many of the last tokens the repeat penalty sees.")
                .withDefault("64"))
        // A processor may take minutes over a long prompt, and a first request waits for the model
        // to be loaded.
        .withTimeout(Duration.ofMinutes(5));
  }

  @Override
  public DataLocation data(Settings settings) {
    return settings.has(LlamaServer.ENDPOINT)
        ? DataLocation.of(settings.url(LlamaServer.ENDPOINT))
        : DataLocation.LOCAL;
  }

  @Override
  public Backend create(BackendContext context) {
    SettingsSpec spec = settings();
    Settings settings = context.settings();
    return ModeOfSettings.server(spec, settings, context.name())
        ? LlamaServer.backend(context, ModeOfSettings.modelOfServer(spec, settings))
        : new LlamaCppBackend(context, LlamaCppSettings.of(settings));
  }
}
