package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.spi.Setting;
import org.jackfield.testkit.LoadedPlugin;
import org.junit.jupiter.api.Tag;

/**
 * What holds between a backend and its provider itself. The settings come from the environment
 * variables that the backend declares for them, and without a key it fails. It costs some thousand
 * tokens of the account that the key belongs to. Runs only when the tag {@code cloud} is asked for.
 */
@Tag("cloud")
public abstract class CloudContract extends LiveContract {
  /** A model of the provider that is cheap; the environment may name another. */
  protected abstract String model();

  @Override
  protected final Map<String, String> settings() {
    List<Setting> declared = LoadedPlugin.underTest().factory(type()).settings().options();
    Map<String, String> settings = new HashMap<>(Map.of("model", model()));
    for (Setting setting : declared) {
      setting.variables().stream()
          .map(System::getenv)
          .flatMap(Stream::ofNullable)
          .findFirst()
          .ifPresent(value -> settings.put(setting.name(), value));
    }
    List<String> keys =
        declared.stream()
            .filter(setting -> setting.kind() == Setting.Kind.SECRET)
            .filter(setting -> settings.containsKey(setting.name()))
            .map(Setting::name)
            .toList();
    assertThat(keys)
        .as(
            "a key of the provider; set one of %s",
            declared.stream().flatMap(setting -> setting.variables().stream()).toList())
        .isNotEmpty();
    return settings;
  }
}
