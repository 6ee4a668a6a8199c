package org.jackfield.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.BackendFactory;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.junit.jupiter.api.Test;

class TestingDoublesTest {
  private static final BackendFactory FACTORY =
      new BackendFactory() {
        @Override
        public List<String> types() {
          return List.of("any");
        }

        @Override
        public SettingsSpec settings() {
          return SettingsSpec.of(
              Setting.of("endpoint", Setting.Kind.URL, "Where.").withRequired(),
              Setting.of("size", Setting.Kind.INTEGER, "How much.").withDefault("7"),
              Setting.of("share", Setting.Kind.DECIMAL, "Which part."),
              Setting.of("on", Setting.Kind.BOOLEAN, "Whether."),
              Setting.of("wait", Setting.Kind.DURATION, "How long."),
              Setting.of("key", Setting.Kind.SECRET, "The key."),
              Setting.of("names", Setting.Kind.STRINGS, "Which."),
              Setting.of("mode", Setting.Kind.STRING, "How.").withChoices("a", "b"));
        }

        @Override
        public DataLocation data(Settings settings) {
          return DataLocation.LOCAL;
        }

        @Override
        public Backend create(BackendContext context) {
          throw new AssertionError("not asked for");
        }
      };

  @Test
  void settings_are_typed_and_defaults_filled_in() {
    TestingContext context =
        TestingContext.of(
            FACTORY,
            Map.of(
                "endpoint",
                "http://a",
                "share",
                "0.5",
                "on",
                "true",
                "wait",
                "1.5m",
                "key",
                "k",
                "names",
                "x,y",
                "mode",
                "b"));

    Settings settings = context.settings();
    assertThat(settings.url("endpoint")).isEqualTo(URI.create("http://a"));
    assertThat(settings.integer("size")).isEqualTo(7);
    assertThat(settings.decimal("share")).isEqualTo(0.5);
    assertThat(settings.flag("on")).isTrue();
    assertThat(settings.duration("wait")).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.secret("key").reveal()).isEqualTo("k");
    assertThat(settings.strings("names")).containsExactly("x", "y");
    assertThat(settings.string("mode")).isEqualTo("b");
  }

  @Test
  void settings_that_the_factory_does_not_allow_are_refused() {
    assertThatThrownBy(() -> TestingContext.of(FACTORY, Map.of("endpoint", "http://a", "no", "1")))
        .hasMessageContaining("'no'");
    assertThatThrownBy(() -> TestingContext.of(FACTORY, Map.of())).hasMessageContaining("endpoint");
    assertThatThrownBy(
            () -> TestingContext.of(FACTORY, Map.of("endpoint", "http://a", "mode", "c")))
        .hasMessageContaining("'c'");
    assertThatThrownBy(
            () -> TestingContext.of(FACTORY, Map.of("endpoint", "http://a", "wait", "3 moons")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void files_are_found_by_name_and_events_are_kept() {
    Path file = Path.of("model.gguf");
    TestingContext context =
        TestingContext.of(FACTORY, Map.of("endpoint", "http://a")).withFile("tiny", file);
    context.events().notice("loaded");

    assertThat(context.artifacts().locate(ArtifactKind.MODEL, "tiny", TestingAttempt.unlimited()))
        .isEqualTo(file);
    assertThat(context.artifacts().present(ArtifactKind.MODEL, "other")).isEmpty();
    assertThatThrownBy(
            () ->
                context.artifacts().locate(ArtifactKind.MODEL, "other", TestingAttempt.unlimited()))
        .isInstanceOf(BackendException.class);
    assertThat(context.notices()).containsExactly("loaded");
  }

  @Test
  void a_clock_moves_only_when_told_and_a_jump_is_not_a_passing_of_time() {
    TestingClock clock = new TestingClock();
    Deadline deadline = Deadline.in(Duration.ofSeconds(10), clock);

    clock.advance(Duration.ofSeconds(4));
    assertThat(clock.instant()).isEqualTo(TestingClock.START.plusSeconds(4));
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));

    clock.jumpTo(Instant.EPOCH);
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void cancelling_runs_every_action_once_even_late_ones() {
    TestingAttempt attempt = TestingAttempt.unlimited();
    List<String> ran = new ArrayList<>();
    attempt.onCancel(() -> ran.add("early"));

    attempt.cancel();
    attempt.cancel();
    attempt.onCancel(() -> ran.add("late"));

    assertThat(ran).containsExactly("early", "late");
    assertThat(attempt.cancelled()).isTrue();
  }
}
