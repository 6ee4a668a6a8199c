package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A configuration folder on disk, for one test. */
final class ConfigFixture {
  final Path folder;
  final Path main;
  final Path overlay;

  ConfigFixture(Path folder) {
    this.folder = folder;
    this.main = folder.resolve(ConfigSource.MAIN_FILE);
    this.overlay = folder.resolve("overrides.yaml");
  }

  static ConfigFixture of(Path folder, String yaml) {
    ConfigFixture fixture = new ConfigFixture(folder);
    fixture.write(fixture.main, yaml);
    return fixture;
  }

  ConfigFixture withOverlay(String yaml) {
    write(overlay, yaml);
    return this;
  }

  void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  EngineConfig resolve(String... environment) {
    return resolve(TestingTypes.environment(environment));
  }

  EngineConfig resolve(Map<String, String> environment) {
    return ConfigSource.read(folder, overlay, environment).resolve(TestingTypes.INSTALLED);
  }

  /** The error's text, with the folder's name left out. */
  String refusal(String... environment) {
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> resolve(environment));
    assertThat(refusal).isNotNull();
    return plain(String.valueOf(refusal.getMessage()));
  }

  /** A text without the folder's name. */
  String plain(String text) {
    return text.replace(folder + "/", "");
  }

  /** The settings of a backend that is ready. */
  static org.jackfield.spi.Settings settings(EngineConfig config, String backend) {
    return switch (config.backend(backend).orElseThrow().state()) {
      case BackendState.Ready ready -> ready.settings();
      case BackendState.NotConfigured not -> throw new AssertionError(not.reason());
      case BackendState.Unavailable not -> throw new AssertionError(not.reason());
    };
  }

  /** Why a backend is not configured. */
  String reason(EngineConfig config, String backend) {
    return switch (config.backend(backend).orElseThrow().state()) {
      case BackendState.Ready ready -> throw new AssertionError("It is ready: " + ready);
      case BackendState.NotConfigured not -> plain(not.reason());
      case BackendState.Unavailable not -> "unavailable: " + not.reason();
    };
  }
}
