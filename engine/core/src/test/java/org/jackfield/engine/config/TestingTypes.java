package org.jackfield.engine.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Setting.Kind;
import org.jackfield.spi.SettingsSpec;

/** Backend types as plugins declare them. */
final class TestingTypes {
  static final SettingsSpec OLLAMA =
      SettingsSpec.of(
              Setting.of("model", Kind.STRING, "The model.")
                  .withDefault("llama3.2")
                  .withVariables("OLLAMA_MODEL"),
              Setting.of("endpoint", Kind.URL, "The server.")
                  .withDefault("http://localhost:11434")
                  .withVariables("OLLAMA_BASE_URL", "OLLAMA_HOST"),
              Setting.of("keep_alive", Kind.DURATION, "How long the model stays loaded."),
              Setting.of("stream", Kind.BOOLEAN, "Whether to stream.").withDefault("true"))
          .withRetries(0);

  static final SettingsSpec LLAMACPP =
      SettingsSpec.of(
              Setting.of("model", Kind.STRING, "The model or its file.").withRequired(),
              Setting.of("n_ctx", Kind.INTEGER, "The context window."),
              Setting.of("n_threads", Kind.INTEGER, "Threads."),
              Setting.of("top_k", Kind.INTEGER, "Likeliest tokens kept."),
              Setting.of("min_p", Kind.DECIMAL, "Share of the likeliest."),
              Setting.of("split", Kind.STRING, "Split of layers.")
                  .withChoices("none", "layer", "row"),
              Setting.of("stop", Kind.STRINGS, "Ends of an answer."))
          .withTimeout(Duration.ofMinutes(2));

  static final SettingsSpec CLAUDE =
      SettingsSpec.of(
          Setting.of("model", Kind.STRING, "The model.")
              .withDefault("claude-sonnet-4-20250514")
              .withVariables("CLAUDE_MODEL"),
          Setting.of("endpoint", Kind.URL, "The API.").withDefault("https://api.anthropic.com"),
          Setting.of("max_tokens", Kind.INTEGER, "The most tokens.").withDefault("4096"),
          Setting.of("api_key", Kind.SECRET, "The key.")
              .withRequired()
              .withVariables("ANTHROPIC_API_KEY"));

  static final SettingsSpec OPENAI =
      SettingsSpec.of(
          Setting.of("endpoint", Kind.URL, "The API.")
              .withDefault("https://api.openai.com/v1")
              .withVariables("OPENAI_BASE_URL"),
          Setting.of("api_key", Kind.SECRET, "The key.")
              .withRequiredUnless("endpoint")
              .withVariables("OPENAI_API_KEY"));

  static final SettingsSpec AZURE =
      SettingsSpec.of(
          Setting.of("endpoint", Kind.URL, "The resource.")
              .withRequired()
              .withVariables("AZURE_OPENAI_ENDPOINT"),
          Setting.of("api_key", Kind.SECRET, "The key.")
              .withRequired()
              .withVariables("AZURE_OPENAI_API_KEY", "AZURE_KEY"),
          Setting.of("model", Kind.STRING, "The deployment.")
              .withRequired()
              .withVariables("AZURE_OPENAI_DEPLOYMENT"));

  static final SettingsSpec ECHO =
      SettingsSpec.of(Setting.of("prefix", Kind.STRING, "What stands before the echo."));

  /** Every name of every type. */
  static final Map<String, SettingsSpec> ALL =
      Map.of(
          "ollama", OLLAMA,
          "llamacpp", LLAMACPP,
          "claude", CLAUDE,
          "openai", OPENAI,
          "azure-openai", AZURE,
          "azure", AZURE,
          "echo", ECHO);

  /** A type whose plugin could not be loaded. */
  static final Map<String, String> UNAVAILABLE = Map.of("vllm", "plugin vllm-1.0.jar needs SPI 9");

  static final InstalledTypes INSTALLED = InstalledTypes.of(ALL, UNAVAILABLE);

  private TestingTypes() {}

  /** A map that one may add to. */
  static Map<String, String> environment(String... namesAndValues) {
    Map<String, String> environment = new HashMap<>();
    for (int at = 0; at < namesAndValues.length; at += 2) {
      environment.put(namesAndValues[at], namesAndValues[at + 1]);
    }
    return environment;
  }
}
