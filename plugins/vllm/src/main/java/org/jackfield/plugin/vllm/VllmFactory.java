package org.jackfield.plugin.vllm;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.openaiwire.OpenAiEmbeddings;
import org.jackfield.openaiwire.OpenAiEndpoint;
import org.jackfield.openaiwire.OpenAiModels;
import org.jackfield.openaiwire.OpenAiTokenCount;
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
import org.jackfield.wire.EndpointUrl;
import org.jackfield.wire.Json;
import org.jackfield.wire.UnknownFields;
import org.jackfield.wire.WireBackend;

/**
 * Makes backends for servers that {@code vllm serve} runs
 * (https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html).
 */
public final class VllmFactory implements BackendFactory {
  /** What some model there can do; the server refuses most of what the one at hand cannot. */
  private static final Capabilities CAPABILITIES =
      Capabilities.of(
          Capability.IMAGES,
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

  /** Fields that vLLM dropped with version 0.12, and since then ignores without a word. */
  private static final Map<String, String> REMOVED =
      Map.of(
          "guided_json", instead("json"),
          "guided_regex", instead("regex"),
          "guided_choice", instead("choice"),
          "guided_grammar", instead("grammar"),
          "guided_whitespace_pattern", instead("whitespace_pattern"),
          "guided_decoding_backend", "Leave it out: the server chooses.");

  @Override
  public List<String> types() {
    return List.of("vllm");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("endpoint", Kind.URL, "URL of the server's API; without a path, /v1 is meant.")
            .withDefault("http://localhost:8000/v1")
            .withVariables("VLLM_BASE_URL"),
        Setting.of("api_key", Kind.SECRET, "Key of a server that was started with one.")
            .withVariables("VLLM_API_KEY"),
        Setting.of(
                "model",
                Kind.STRING,
                "Model for requests that name none; without it the server takes its own.")
            .withVariables("VLLM_MODEL"),
        Setting.of(
            "embedding_model",
            Kind.STRING,
            "Model for embeddings whose request names none, if not the same."),
        UnknownFields.setting("What becomes of request fields that OpenAI's API does not know."));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.of(settings.url("endpoint"));
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    String name = context.name();
    OpenAiEndpoint endpoint = endpoint(name, settings);
    OpenAiCalls calls = new OpenAiCalls(endpoint, context.http(), context.clock());
    OpenAiChat chat = new OpenAiChat(calls, new VllmRequest(name, CAPABILITIES)::fit);
    OpenAiModels models = new OpenAiModels(calls);
    String embedding =
        settings.has("embedding_model") ? settings.string("embedding_model") : endpoint.model();
    return new WireBackend(
        CAPABILITIES,
        new VllmProbe(calls, models)::probe,
        chat,
        new OpenAiTokenCount(
            calls, chat, endpoint.beside(), "/tokenize", answer -> Json.integer(answer, "count")),
        new OpenAiEmbeddings(calls, embedding),
        models);
  }

  private static OpenAiEndpoint endpoint(String name, Settings settings) {
    URI url = EndpointUrl.checked(EndpointUrl.withPath(settings.url("endpoint"), "/v1"), name);
    OpenAiEndpoint endpoint =
        OpenAiEndpoint.of(name, url, settings.has("model") ? settings.string("model") : "")
            .withUnknownFields(UnknownFields.pass(settings))
            .withRepeatFields("repetition_penalty")
            .withCacheMarks(false)
            .withTemplateThinking()
            .withIgnoredFields(REMOVED)
            .withKeyHint(
                "Set VLLM_API_KEY, or 'api_key' of backend '"
                    + name
                    + "', to the key that the server was started with.");
    return settings.findSecret("api_key").map(endpoint::withBearer).orElse(endpoint);
  }

  private static String instead(String field) {
    return "Say structured_outputs: {\""
        + field
        + "\": …} instead, as vLLM 0.12 and later want it.";
  }
}
