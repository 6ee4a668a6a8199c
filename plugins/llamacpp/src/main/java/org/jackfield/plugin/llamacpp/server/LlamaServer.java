package org.jackfield.plugin.llamacpp.server;

import java.net.URI;
import org.jackfield.openaiwire.HealthRoute;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.openaiwire.OpenAiEmbeddings;
import org.jackfield.openaiwire.OpenAiEndpoint;
import org.jackfield.openaiwire.OpenAiModels;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.wire.ContentSupport;
import org.jackfield.wire.EndpointUrl;
import org.jackfield.wire.UnknownFields;
import org.jackfield.wire.WireBackend;

/**
 * Makes backends for llama.cpp's own server
 * (https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md).
 */
public final class LlamaServer {
  /** The setting that says where the server is. */
  public static final String ENDPOINT = "endpoint";

  /** The setting with its key. */
  public static final String API_KEY = "api_key";

  /** What some model there can do; what the one at hand cannot, the server is asked. */
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

  private LlamaServer() {}

  /**
   * A backend for the server at the setting {@code endpoint}.
   *
   * @param model the model for requests that name none; empty for the server's own
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when calls cannot go there
   */
  public static Backend backend(BackendContext context, String model) {
    String name = context.name();
    OpenAiEndpoint endpoint = endpoint(name, model, context.settings());
    OpenAiCalls calls = new OpenAiCalls(endpoint, context.http(), context.clock());
    OpenAiChat chat =
        new OpenAiChat(
            calls,
            (request, attempt) -> {
              ContentSupport.check(request, CAPABILITIES, name);
              return request;
            });
    OpenAiModels models = new OpenAiModels(calls);
    HealthRoute health = new HealthRoute(calls, "/health");
    return new WireBackend(
        CAPABILITIES,
        attempt -> {
          health.check(attempt);
          return models.probe(attempt);
        },
        new LlamaServerChat(chat, new LlamaServerProps(calls, context.clock())),
        new LlamaServerTokenCount(calls, chat),
        new OpenAiEmbeddings(calls, model),
        models);
  }

  /** It goes on working for a unary caller that has gone, so it is always asked to stream. */
  private static OpenAiEndpoint endpoint(String name, String model, Settings settings) {
    URI url = EndpointUrl.checked(EndpointUrl.withPath(settings.url(ENDPOINT), "/v1"), name);
    OpenAiEndpoint endpoint =
        OpenAiEndpoint.of(name, url, model)
            .withUnaryCancel(false)
            .withUnknownFields(UnknownFields.pass(settings))
            .withRepeatFields("repeat_penalty")
            .withCacheMarks(false)
            .withTemplateThinking()
            .withKeyHint(
                "Set LLAMACPP_API_KEY, or 'api_key' of backend '"
                    + name
                    + "', to a key that the server was started with.");
    return settings.findSecret(API_KEY).map(endpoint::withBearer).orElse(endpoint);
  }
}
