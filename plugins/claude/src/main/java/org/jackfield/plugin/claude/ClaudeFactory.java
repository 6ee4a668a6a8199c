package org.jackfield.plugin.claude;

import java.net.URI;
import java.util.List;
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
          Capability.STOP);

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
            .withRequired()
            .withVariables("ANTHROPIC_API_KEY"),
        Setting.of("model", Setting.Kind.STRING, "Model for requests that name none.")
            .withDefault("claude-sonnet-4-20250514")
            .withVariables("CLAUDE_MODEL"),
        Setting.of(
                "max_tokens",
                Setting.Kind.INTEGER,
                "Most tokens of an answer whose request sets no limit; the API wants one.")
            .withDefault("4096"),
        Setting.of(
                "anthropic_version", Setting.Kind.STRING, "Version of the API that is asked for.")
            .withDefault("2023-06-01"));
  }

  @Override
  public DataLocation data(Settings settings) {
    return DataLocation.of(url(settings));
  }

  @Override
  public Backend create(BackendContext context) {
    Settings settings = context.settings();
    long maxTokens = settings.integer("max_tokens");
    if (maxTokens < 1 || maxTokens > Integer.MAX_VALUE) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST,
          "'max_tokens' of backend '" + context.name() + "' must be at least 1.");
    }
    String model = settings.string("model");
    ClaudeCalls calls = new ClaudeCalls(context, base(settings, context.name()));
    ClaudeModels models = new ClaudeModels(calls);
    return new WireBackend(
        CAPABILITIES,
        models::probe,
        new ClaudeChat(calls, model, (int) maxTokens),
        new ClaudeTokenCount(calls, model),
        models);
  }

  /** The address without a /v1, which some write and some do not. */
  private static String base(Settings settings, String backend) {
    return EndpointUrl.base(url(settings), backend).replaceFirst("/v1$", "");
  }

  private static URI url(Settings settings) {
    return settings.has("endpoint") ? settings.url("endpoint") : URI.create(ENDPOINT);
  }
}
