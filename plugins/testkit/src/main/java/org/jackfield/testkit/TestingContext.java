package org.jackfield.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Artifacts;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendEvents;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Secret;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.spi.http.HttpTransport;

/**
 * A host for one backend: settings checked against what its factory declares, files from a map, and
 * the events it told. Thread-safe.
 */
public final class TestingContext implements BackendContext {
  private final Settings settings;
  private final HttpTransport http;
  private final InstantSource clock;
  private final Map<String, Path> files;
  private final List<String> notices = new CopyOnWriteArrayList<>();

  private TestingContext(
      Settings settings, HttpTransport http, InstantSource clock, Map<String, Path> files) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
    this.files = files;
  }

  /**
   * A context with these settings, written as in YAML, and the defaults of all others. Throws
   * {@link IllegalArgumentException} for an option that the factory does not declare, a value that
   * its kind or choices do not allow, or a required option without a value.
   */
  public static TestingContext of(BackendFactory factory, Map<String, String> written) {
    return new TestingContext(
        settings(factory.settings(), written),
        new TestingTransport(),
        InstantSource.system(),
        Map.of());
  }

  /** The same with that transport. */
  public TestingContext with(HttpTransport transport) {
    return new TestingContext(settings, transport, clock, files);
  }

  /** The same with that clock. */
  public TestingContext with(InstantSource source) {
    return new TestingContext(settings, http, source, files);
  }

  /** The same with that file under that name. */
  public TestingContext withFile(String name, Path file) {
    Map<String, Path> more = new LinkedHashMap<>(files);
    more.put(name, file);
    return new TestingContext(settings, http, clock, Map.copyOf(more));
  }

  /** What the backend told the operator, in order. */
  public List<String> notices() {
    return List.copyOf(notices);
  }

  @Override
  public String name() {
    return "under-test";
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public HttpTransport http() {
    return http;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public BackendEvents events() {
    return notices::add;
  }

  @Override
  public Artifacts artifacts() {
    return new Artifacts() {
      @Override
      public Path locate(ArtifactKind kind, String name, Attempt attempt) {
        return present(kind, name).orElseThrow(() -> unknown(name));
      }

      @Override
      public Optional<Path> present(ArtifactKind kind, String name) {
        return Optional.ofNullable(files.get(name));
      }

      @Override
      public Optional<BackendException> refusal(ArtifactKind kind, String name) {
        return files.containsKey(name) ? Optional.empty() : Optional.of(unknown(name));
      }

      private static BackendException unknown(String name) {
        return new BackendException(ErrorCode.MODEL_NOT_FOUND, "No file is called '" + name + "'.");
      }
    };
  }

  /** These settings, written as in YAML, as typed values with the defaults of all others. */
  public static Settings settings(SettingsSpec spec, Map<String, String> written) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : written.keySet()) {
      if (spec.option(name).isEmpty()) {
        throw new IllegalArgumentException("No option is called '" + name + "'");
      }
    }
    for (Setting option : spec.options()) {
      Optional<String> value =
          Optional.ofNullable(written.get(option.name())).or(option::defaultValue);
      value.ifPresent(text -> values.put(option.name(), typed(option, text)));
    }
    Settings settings = Settings.of(values);
    for (Setting option : spec.missing(settings)) {
      throw new IllegalArgumentException("The option '" + option.name() + "' needs a value");
    }
    return settings;
  }

  private static Object typed(Setting option, String text) {
    if (!option.choices().isEmpty() && !option.choices().contains(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not one of " + option.choices() + " for " + option.name());
    }
    return switch (option.kind()) {
      case STRING -> text;
      case INTEGER -> Long.valueOf(text);
      case DECIMAL -> Double.valueOf(text);
      case BOOLEAN -> Boolean.valueOf(text);
      case DURATION -> duration(text);
      case URL -> URI.create(text);
      case SECRET -> Secret.of(text);
      case STRINGS -> List.of(text.split(","));
    };
  }

  private static Duration duration(String text) {
    String number = text.replaceAll("[a-z]+$", "");
    long unitMillis =
        switch (text.substring(number.length())) {
          case "ms" -> 1;
          case "", "s" -> 1000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> throw new IllegalArgumentException("Not a duration: " + text);
        };
    return Duration.ofMillis((long) (Double.parseDouble(number) * unitMillis));
  }
}
