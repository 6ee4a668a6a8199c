package org.jackfield.plugin.huggingface;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.openaiwire.OpenAiEndpoint;
import org.jackfield.openaiwire.OpenAiModels;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Secret;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Setting.Kind;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.wire.ContentSupport;
import org.jackfield.wire.EndpointUrl;
import org.jackfield.wire.EstimatedTokenCount;
import org.jackfield.wire.UnknownFields;
import org.jackfield.wire.WireBackend;

/**
 * Makes backends for Hugging Face's router of inference providers
 * (https://huggingface.co/docs/inference-providers) and for servers of text-generation-inference
 * (https://huggingface.co/docs/text-generation-inference).
 */
public final class HuggingFaceFactory implements BackendFactory {
  private static final String ROUTER = "https://router.huggingface.co/v1";

  @Override
  public List<String> types() {
    return List.of("huggingface");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("endpoint", Kind.URL, "URL of the API; without a path, /v1 is meant.")
            .withDefault(ROUTER)
            .withVariables("HUGGINGFACE_BASE_URL", "HF_ENDPOINT_URL"),
        Setting.of("server", Kind.STRING, "What is there; the router at its own address, else tgi.")
            .withChoices("router", "tgi"),
        Setting.of("api_key", Kind.SECRET, "Token of the account; a server of your own needs none.")
            .withRequiredUnless("endpoint")
            .withVariables("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"),
        Setting.of(
                "model",
                Kind.STRING,
                "Model for requests that name none, for the router with :PROVIDER if you like;"
                    + " without it openai/gpt-oss-120b there, and the one that a server has.")
            .withVariables("HUGGINGFACE_MODEL"),
        UnknownFields.setting("What becomes of request fields that OpenAI's API does not know."));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.of(settings.url("endpoint"));
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    URI url =
        EndpointUrl.checked(EndpointUrl.withPath(settings.url("endpoint"), "/v1"), context.name());
    Server server = Server.of(settings, url);
    OpenAiEndpoint endpoint = endpoint(context.name(), url, server, settings);
    OpenAiCalls calls = new OpenAiCalls(endpoint, context.http(), context.clock());
    return switch (server) {
      case ROUTER -> router(calls);
      case TGI -> TgiBackend.of(calls, context.name());
    };
  }

  private static Backend router(OpenAiCalls calls) {
    String name = calls.endpoint().backend();
    OpenAiModels models = new OpenAiModels(calls);
    OpenAiChat chat =
        new OpenAiChat(
            calls,
            (request, attempt) -> {
              ContentSupport.check(request, Server.ROUTER.capabilities(), name);
              return request;
            });
    return new WireBackend(
        Server.ROUTER.capabilities(), models::probe, chat, new EstimatedTokenCount(), models);
  }

  private static OpenAiEndpoint endpoint(String name, URI url, Server server, Settings settings) {
    String model = settings.has("model") ? settings.string("model") : server.model();
    OpenAiEndpoint endpoint =
        OpenAiEndpoint.of(name, url, model)
            .withUnknownFields(UnknownFields.pass(settings))
            .withExtendedSampling(false)
            .withFormatField(server.formatField())
            .withCacheMarks(server == Server.ROUTER)
            .withKeyHint(
                "Set HF_TOKEN, or 'api_key' of backend '"
                    + name
                    + "', to a token that may call inference providers"
                    + " (https://huggingface.co/settings/tokens).");
    Optional<Secret> key = settings.findSecret("api_key");
    if (key.isPresent()) {
      return endpoint.withBearer(key.get());
    }
    return Server.isRouter(url)
        ? endpoint.withMissingKey(
            "HF_TOKEN is not set: backend '" + name + "' needs a token for Hugging Face.")
        : endpoint;
  }
}
