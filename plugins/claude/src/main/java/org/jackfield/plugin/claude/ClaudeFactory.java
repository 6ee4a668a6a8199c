package org.jackfield.plugin.claude;

import java.net.URI;
import java.util.List;
import java.util.OptionalInt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.wire.EndpointUrl;
import org.jackfield.wire.UnknownFields;
import org.jackfield.wire.WireBackend;

/** Makes backends for Claude by the Messages API. */
public final class ClaudeFactory implements BackendFactory {
  static final String ENDPOINT = "https://api.anthropic.com";

  private static final Capabilities CAPABILITIES =
      Capabilities.of(
          Capability.IMAGES,
          Capability.DOCUMENTS,
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.JSON_SCHEMA,
          Capability.THINKING,
          Capability.STOP,
          Capability.PROMPT_CACHE);

  @Override
  public List<String> types() {
    return List.of("claude", "anthropic");
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of(
                "endpoint", Setting.Kind.URL, "URL of the API, without /v1; a proxy may stand in.")
            .withDefault(ENDPOINT)
            .withVariables("ANTHROPIC_BASE_URL"),
        Setting.of("api_key", Setting.Kind.SECRET, "Key of the API.")
            .withRequiredUnless("auth_token")
            .withVariables("ANTHROPIC_API_KEY"),
        Setting.of(
                "auth_token",
                Setting.Kind.SECRET,
                "Token that is sent as a bearer's in place of a key.")
            .withVariables("ANTHROPIC_AUTH_TOKEN"),
        Setting.of("model", Setting.Kind.STRING, "Model for requests that name none.")
            .withDefault("claude-sonnet-4-20250514")
            .withVariables("CLAUDE_MODEL"),
        Setting.of(
            "max_tokens",
            Setting.Kind.INTEGER,
            "Most tokens of an answer whose request sets no limit; the model's own most unless"
                + " set."),
        Setting.of(
                "anthropic_version", Setting.Kind.STRING, "Version of the API that is asked for.")
            .withDefault("2023-06-01"),
        Setting.of(
            "beta",
            Setting.Kind.STRINGS,
            "Features of the API that are asked for by the header anthropic-beta."),
        UnknownFields.setting("What becomes of request fields that the API does not know."));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.of(url(settings));
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    String model = settings.string("model");
    ClaudeCalls calls = new ClaudeCalls(context, base(settings, context.name()));
    ClaudeModels models = new ClaudeModels(calls);
    return new WireBackend(
        CAPABILITIES,
        models::probe,
        new ClaudeChat(calls, model, limit(settings, context.name())),
        new ClaudeTokenCount(calls, model),
        models);
  }

  private static AnswerLimit limit(Settings settings, String backend) {
    if (!settings.has("max_tokens")) {
      return new AnswerLimit(OptionalInt.empty());
    }
    long tokens = settings.integer("max_tokens");
    if (tokens < 1 || tokens > Integer.MAX_VALUE) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST,
          "'max_tokens' of backend '" + backend + "' must be at least 1.");
    }
    return new AnswerLimit(OptionalInt.of((int) tokens));
  }

  /** The address without a /v1, which some write and some do not. */
  private static String base(Settings settings, String backend) {
    return EndpointUrl.base(url(settings), backend).replaceFirst("/v1$", "");
  }

  private static URI url(Settings settings) {
    return settings.has("endpoint") ? settings.url("endpoint") : URI.create(ENDPOINT);
  }
}
