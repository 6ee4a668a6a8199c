package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Operation;
import org.jackfield.spi.Setting;
import org.jackfield.spi.SettingsSpec;
import org.jackfield.spi.SpiVersion;
import org.jackfield.testkit.LoadedPlugin;
import org.jackfield.testkit.PluginJar;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.Test;

/** The jar is what the engine expects: its manifest, its contents, its factories. */
public abstract class JarContract {
  /** Settings that make a backend of that type; no upstream needs to be there. */
  protected abstract Map<String, String> settings(String type);

  /** The plugin under test; the jar that the build has packaged unless a subclass knows better. */
  protected LoadedPlugin plugin() {
    return LoadedPlugin.underTest();
  }

  @Test
  void the_manifest_says_who_it_is_and_what_it_asks_for() {
    PluginJar jar = plugin().jar();

    assertThat(jar.id()).as("Plugin-Id").matches("[a-z][a-z0-9-]*");
    assertThat(jar.version()).as("Plugin-Version").matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(jar.types()).as("Backend-Types").isNotEmpty();
  }

  @Test
  void the_manifest_asks_for_a_range_of_versions_that_this_interface_is_in() {
    String requires = plugin().jar().requires();

    assertThat(VersionRange.parse(requires).contains(SpiVersion.current()))
        .as("Plugin-Requires \"%s\" takes the interface %s", requires, SpiVersion.current())
        .isTrue();
  }

  @Test
  void the_manifest_lists_the_types_that_the_factories_make() {
    List<String> types = new ArrayList<>();
    plugin().factories().forEach(factory -> types.addAll(factory.types()));

    assertThat(plugin().jar().types()).containsExactlyInAnyOrderElementsOf(types);
  }

  @Test
  void the_jar_brings_no_class_of_the_interface_and_no_logging() {
    assertThat(plugin().jar().entries())
        .noneMatch(entry -> entry.startsWith("org/jackfield/spi/"))
        .noneMatch(entry -> entry.startsWith("org/jackfield/testkit/"))
        .noneMatch(entry -> entry.startsWith("org/slf4j/"))
        .noneMatch(entry -> entry.startsWith("ch/qos/logback/"))
        .noneMatch(entry -> entry.startsWith("org/apache/logging/"))
        .noneMatch(entry -> entry.startsWith("org/junit/"));
  }

  @Test
  void the_jar_has_no_entry_twice_and_none_that_leaves_it() {
    assertThat(plugin().jar().entries())
        .doesNotHaveDuplicates()
        .noneMatch(entry -> entry.startsWith("/") || entry.contains(".."));
  }

  @Test
  void its_classes_come_from_its_own_loader() {
    assertThat(plugin().factories())
        .isNotEmpty()
        .allSatisfy(
            factory -> assertThat(factory.getClass().getClassLoader()).isSameAs(plugin().loader()));
  }

  @Test
  void every_option_is_named_like_a_configuration_key_and_explained() {
    for (BackendFactory factory : plugin().factories()) {
      assertThat(factory.settings().options())
          .allSatisfy(
              option -> {
                assertThat(option.name()).matches("[a-z][a-z0-9_]*");
                assertThat(option.doc()).as("doc of %s", option.name()).endsWith(".");
                assertThat(option.variables()).allMatch(name -> name.matches("[A-Z][A-Z0-9_]*"));
              });
      assertThat(factory.settings().options()).extracting(Setting::name).doesNotHaveDuplicates();
    }
  }

  @Test
  void a_backend_is_made_without_any_traffic_and_closes() {
    for (BackendFactory factory : plugin().factories()) {
      String type = factory.types().getFirst();
      TestingContext context =
          TestingContext.of(factory, settings(type))
              .with(
                  (call, attempt) -> {
                    throw new AssertionError("Nothing may be sent while a backend is made");
                  });
      try (Backend backend = factory.create(context)) {
        assertThat(backend.operation(Unheard.class)).isEmpty();
        assertThat(backend.capabilities("")).isNotNull();
      }
      assertThat(factory.data(context.settings())).isNotNull();
    }
  }

  @Test
  void settings_that_are_missing_are_named() {
    for (BackendFactory factory : plugin().factories()) {
      SettingsSpec spec = factory.settings();
      if (spec.options().stream().anyMatch(Setting::required)) {
        continue; // the engine refuses the configuration before the factory sees it
      }
      try (Backend backend = factory.create(TestingContext.of(factory, Map.of()))) {
        assertThat(backend.capabilities("")).isNotNull();
      } catch (BackendException e) {
        assertThat(e.code()).isIn(ErrorCode.INVALID_REQUEST, ErrorCode.AUTHENTICATION);
      }
    }
  }

  private interface Unheard extends Operation {}
}
