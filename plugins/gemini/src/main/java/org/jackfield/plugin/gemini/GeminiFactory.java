package org.jackfield.plugin.gemini;

import java.net.URI;
import java.util.List;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.wire.EndpointUrl;
import org.jackfield.wire.WireBackend;

/** Makes backends for Google's Gemini API. */
public final class GeminiFactory implements BackendFactory {
  private static final String ENDPOINT = "https://generativelanguage.googleapis.com";

  /** What some model of the API can do; it refuses what the one at hand cannot. */
  private static final Capabilities CAPABILITIES =
      Capabilities.of(
          Capability.IMAGES,
          Capability.DOCUMENTS,
          Capability.AUDIO,
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.JSON,
          Capability.JSON_SCHEMA,
          Capability.THINKING,
          Capability.SEED,
          Capability.STOP,
          Capability.PENALTIES,
          Capability.LOGPROBS);

  @Override
  public List<String> types() {
    return List.of("gemini");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of(
                "endpoint",
                Setting.Kind.URL,
                "URL of the API, without its version; a proxy may stand in.")
            .withDefault(ENDPOINT)
            .withVariables("GEMINI_BASE_URL"),
        Setting.of("api_key", Setting.Kind.SECRET, "Key of the API.")
            .withRequired()
            .withVariables("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        Setting.of("model", Setting.Kind.STRING, "Model for requests that name none.")
            .withDefault("gemini-3.8-flash")
            .withVariables("GEMINI_MODEL"),
        Setting.of(
                "embedding_model",
                Setting.Kind.STRING,
                "Model for embeddings whose request names none.")
            .withDefault("gemini-embedding-001"),
        Setting.of("api_version", Setting.Kind.STRING, "Version of the API that is asked for.")
            .withDefault("v1beta"));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.of(url(settings));
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    String version = version(settings.string("api_version"));
    String base =
        EndpointUrl.base(url(settings), context.name()).replaceFirst("/" + version + "$", "");
    String model = settings.string("model");
    GeminiCalls calls = new GeminiCalls(context, base, version);
    GeminiModels models = new GeminiModels(calls);
    return new WireBackend(
        CAPABILITIES,
        models::probe,
        new GeminiChat(calls, model),
        new GeminiTokenCount(calls, model),
        new GeminiEmbeddings(calls, settings.string("embedding_model")),
        models);
  }

  /** A version is one segment of every path, so nothing else may be in it. */
  private static String version(String text) {
    if (!text.matches("[a-z0-9]+")) {
      throw BackendException.invalid("api_version", text, "a version of the API, such as v1beta");
    }
    return text;
  }

  private static URI url(Settings settings) {
    return settings.has("endpoint") ? settings.url("endpoint") : URI.create(ENDPOINT);
  }
}
