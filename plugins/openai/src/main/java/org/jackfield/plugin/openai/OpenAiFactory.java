package org.jackfield.plugin.openai;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.openaiwire.OpenAiEmbeddings;
import org.jackfield.openaiwire.OpenAiEndpoint;
import org.jackfield.openaiwire.OpenAiModels;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Secret;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.wire.EndpointUrl;
import org.jackfield.wire.EstimatedTokenCount;
import org.jackfield.wire.ImageTypes;
import org.jackfield.wire.UnknownFields;
import org.jackfield.wire.WireBackend;

/**
 * Makes backends for OpenAI's API (https://platform.openai.com/docs/api-reference) and for servers
 * that are compatible with it.
 */
public final class OpenAiFactory implements BackendFactory {
  private static final String ENDPOINT = "https://api.openai.com/v1";
  private static final String OPENAI_HOST = "api.openai.com";

  /** https://platform.openai.com/docs/guides/images-vision. */
  private static final ImageTypes IMAGES =
      ImageTypes.of(Set.of("image/png", "image/jpeg", "image/webp", "image/gif"));

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
    return List.of("openai");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("endpoint", Setting.Kind.URL, "URL of the API; without a path, /v1 is meant.")
            .withDefault(ENDPOINT)
            .withVariables("OPENAI_BASE_URL"),
        Setting.of(
                "api_key",
                Setting.Kind.SECRET,
                "Key of the API; a compatible server may do without.")
            .withRequiredUnless("endpoint")
            .withVariables("OPENAI_API_KEY"),
        Setting.of("model", Setting.Kind.STRING, "Model for requests that name none.")
            .withDefault("gpt-5-mini")
            .withVariables("OPENAI_MODEL"),
        Setting.of(
                "embedding_model",
                Setting.Kind.STRING,
                "Model for embeddings whose request names none.")
            .withDefault("text-embedding-3-small"),
        Setting.of("organization", Setting.Kind.STRING, "Organization that calls are billed to.")
            .withVariables("OPENAI_ORG_ID"),
        Setting.of("project", Setting.Kind.STRING, "Project that calls are billed to.")
            .withVariables("OPENAI_PROJECT_ID"),
        Setting.of(
                "unary_cancel",
                Setting.Kind.BOOLEAN,
                "Whether the server stops working when the caller of a unary request goes away;"
                    + " if not, as with llama-server, answers are always streamed from it.")
            .withDefault("true"),
        UnknownFields.setting("What becomes of request fields that the API does not know."));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.of(url(settings));
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    URI url = EndpointUrl.checked(url(settings), context.name());
    OpenAiEndpoint endpoint = endpoint(context.name(), url, settings);
    OpenAiCalls calls = new OpenAiCalls(endpoint, context.http(), context.clock());
    OpenAiModels models = new OpenAiModels(calls);
    return new WireBackend(
        endpoint.cacheMarks() ? CAPABILITIES.with(List.of(Capability.PROMPT_CACHE)) : CAPABILITIES,
        models::probe,
        isOpenAi(url) ? new OpenAiChat(calls).withImages(IMAGES) : new OpenAiChat(calls),
        new OpenAiEmbeddings(calls, settings.string("embedding_model")),
        isOpenAi(url) ? new OpenAiTokenCount(calls) : new EstimatedTokenCount(),
        models);
  }

  private static OpenAiEndpoint endpoint(String name, URI url, Settings settings) {
    OpenAiEndpoint endpoint =
        OpenAiEndpoint.of(name, url, settings.string("model"))
            .withUnaryCancel(settings.flag("unary_cancel"))
            .withUnknownFields(UnknownFields.pass(settings))
            .withKeyHint(
                "Set OPENAI_API_KEY, or 'api_key' of backend '" + name + "', to a valid key.");
    endpoint = endpoint.withHints(endpoint.hints().withModel("model", "OPENAI_MODEL"));
    if (settings.has("organization")) {
      endpoint = endpoint.withHeader("OpenAI-Organization", settings.string("organization"));
    }
    if (settings.has("project")) {
      endpoint = endpoint.withHeader("OpenAI-Project", settings.string("project"));
    }
    Optional<Secret> key = settings.findSecret("api_key");
    if (key.isPresent()) {
      endpoint = endpoint.withBearer(key.get());
    }
    return isOpenAi(url) ? ofOpenAi(endpoint, name, key.isPresent()) : endpoint;
  }

  /**
   * OpenAI's own service knows no top-k, wants the newer limit, and answers nobody without a key.
   */
  private static OpenAiEndpoint ofOpenAi(OpenAiEndpoint endpoint, String name, boolean key) {
    OpenAiEndpoint own =
        endpoint
            .withLimitField(OpenAiEndpoint.LimitField.MAX_COMPLETION_TOKENS)
            .withExtendedSampling(false)
            .withCacheMarks(false);
    return key
        ? own
        : own.withMissingKey(
            "OPENAI_API_KEY is not set: backend '" + name + "' needs a key for OpenAI.");
  }

  private static boolean isOpenAi(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return host.equals(OPENAI_HOST) || host.endsWith("." + OPENAI_HOST);
  }

  private static URI url(Settings settings) {
    URI url = settings.has("endpoint") ? settings.url("endpoint") : URI.create(ENDPOINT);
    return EndpointUrl.withPath(url, "/v1");
  }
}
