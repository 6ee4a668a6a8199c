package org.jackfield.plugin.azure;

import java.net.URI;
import java.util.List;
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
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.wire.EstimatedTokenCount;
import org.jackfield.wire.ImageTypes;
import org.jackfield.wire.ServerHints;
import org.jackfield.wire.UnknownFields;
import org.jackfield.wire.WireBackend;

/**
 * Makes backends for deployments of an Azure OpenAI resource
 * (https://learn.microsoft.com/azure/ai-foundry/openai/reference).
 */
public final class AzureOpenAiFactory implements BackendFactory {
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
    return List.of("azure-openai", "azure");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of(
                "endpoint",
                Setting.Kind.URL,
                "URL of the resource, such as https://NAME.openai.azure.com.")
            .withRequired()
            .withVariables("AZURE_OPENAI_ENDPOINT"),
        Setting.of("api_key", Setting.Kind.SECRET, "Key of the resource.")
            .withRequiredUnless("token")
            .withVariables("AZURE_OPENAI_API_KEY"),
        Setting.of(
                "token",
                Setting.Kind.SECRET,
                "Token of Microsoft Entra ID in place of a key; wins over one.")
            .withVariables("AZURE_OPENAI_AD_TOKEN"),
        Setting.of(
                "model", Setting.Kind.STRING, "Name of the deployment for requests that name none.")
            .withRequired()
            .withVariables("AZURE_OPENAI_DEPLOYMENT"),
        Setting.of(
                "embedding_model",
                Setting.Kind.STRING,
                "Name of the deployment for embeddings whose request names none.")
            .withDefault("text-embedding-3-small"),
        Setting.of(
                "api_version",
                Setting.Kind.STRING,
                "The API: v1, preview, or a date for the dated one.")
            .withDefault("v1")
            .withVariables("AZURE_OPENAI_API_VERSION", "OPENAI_API_VERSION"),
        UnknownFields.setting("What becomes of request fields that the API does not know."));
  }

  /** A resource belongs to its owner's tenant, wherever it is. */
  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.TENANT;
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    OpenAiCalls calls =
        new OpenAiCalls(endpoint(context.name(), settings), context.http(), context.clock());
    OpenAiModels models = new OpenAiModels(calls);
    return new WireBackend(
        CAPABILITIES,
        models::probe,
        new OpenAiChat(calls).withImages(IMAGES),
        new OpenAiEmbeddings(calls, settings.string("embedding_model")),
        new EstimatedTokenCount(),
        deployments(settings.string("model")));
  }

  /** The deployment that is known; the API tells of no other, only what could be deployed. */
  private static ModelList deployments(String configured) {
    return attempt -> List.of(ModelInfo.of(configured));
  }

  private static OpenAiEndpoint endpoint(String name, Settings settings) {
    URI resource = AzureEndpoint.resource(settings.url("endpoint"), name);
    ApiVersion version = ApiVersion.of(settings.string("api_version"), name);
    Optional<Secret> token = settings.findSecret("token");
    OpenAiEndpoint endpoint =
        OpenAiEndpoint.of(
                name,
                URI.create(
                    resource + (version.dated() ? "/openai" : "/openai/v1") + version.query()),
                settings.string("model"))
            .withModelPath(version.dated() ? "/deployments/" : "")
            .withKnownRoutes()
            .withLimitField(version.limit())
            .withExtendedSampling(false)
            .withCacheMarks(false)
            .withUnknownFields(UnknownFields.pass(settings))
            .withHints(hints(name, resource, token.isPresent()));
    return token
        .map(endpoint::withBearer)
        .orElseGet(() -> endpoint.withCredential("api-key", "", settings.secret("api_key")));
  }

  private static ServerHints hints(String name, URI resource, boolean token) {
    String key =
        token
            ? "The token of backend '"
                + name
                + "' (AZURE_OPENAI_AD_TOKEN) is not good for this resource, or has expired: get a"
                + " new one with: az account get-access-token --resource"
                + " https://cognitiveservices.azure.com"
            : "Set AZURE_OPENAI_API_KEY, or 'api_key' of backend '"
                + name
                + "', to a key of the resource at "
                + resource
                + ", or correct AZURE_OPENAI_ENDPOINT: a key is good for its own resource only.";
    return ServerHints.of(name, resource.toString(), "Azure OpenAI")
        .withKey(key)
        .withPermission(
            "Allow this machine in the network rules of the resource at "
                + resource
                + ", and give whoever calls the role 'Cognitive Services OpenAI User'.")
        .withModel("deployment", "AZURE_OPENAI_DEPLOYMENT");
  }
}
