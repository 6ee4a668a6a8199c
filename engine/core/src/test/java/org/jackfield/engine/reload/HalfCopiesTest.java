package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.snapshot.ConfigFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are being copied, piece by piece, with pauses of any length. */
class HalfCopiesTest {
  private static final byte[] WHOLE = PluginJarBuilder.plugin("demo-plugin", "demo").bytes();

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final HalfCopies halfCopies = new HalfCopies(Duration.ofSeconds(10), nanos::get);
  private Path jar;
  private FileLook look;

  @BeforeEach
  void names() {
    jar = folder.resolve("demo.jar");
    look =
        new FileLook(
            new ConfigFiles(
                Optional.empty(),
                folder.resolve("overlay"),
                java.util.List.of(folder),
                Optional.empty()));
  }

  private FileMarks look() {
    return look.marks(java.util.List.of(), java.util.List.of());
  }

  private void copied(int bytes) throws IOException {
    Files.write(jar, Arrays.copyOf(WHOLE, bytes));
  }

  @Test
  void a_new_jar_is_not_there_before_its_end_is() throws IOException {
    FileMarks known = look();
    for (int bytes = 0; bytes < WHOLE.length; bytes += WHOLE.length / 7) {
      copied(bytes);
      assertThat(halfCopies.hide(look(), known)).as("%d bytes", bytes).isEqualTo(known);
      nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    }
    copied(WHOLE.length - 1);
    assertThat(halfCopies.hide(look(), known)).isEqualTo(known);

    copied(WHOLE.length);
    assertThat(halfCopies.hide(look(), known).plugins()).containsOnlyKeys(jar);
  }

  @Test
  void a_jar_that_is_overwritten_looks_as_before_until_its_end_is_there() throws IOException {
    copied(WHOLE.length);
    FileMarks known = look();
    copied(WHOLE.length / 2);
    assertThat(halfCopies.hide(look(), known)).isEqualTo(known);

    copied(WHOLE.length);
    assertThat(halfCopies.hide(look(), known)).isNotEqualTo(known);
  }

  @Test
  void what_never_gets_an_end_is_taken_as_it_is_after_a_while() throws IOException {
    FileMarks known = look();
    copied(WHOLE.length / 2);
    assertThat(halfCopies.hide(look(), known)).isEqualTo(known);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());

    FileMarks taken = halfCopies.hide(look(), known);
    assertThat(halfCopies.hide(look(), known)).as("the look that confirms it").isEqualTo(taken);

    assertThat(taken.plugins()).containsOnlyKeys(jar);
    assertThat(halfCopies.hide(look(), taken)).isEqualTo(taken);
  }

  @Test
  void a_comment_after_the_end_and_a_jar_that_goes_away_are_seen() throws IOException {
    byte[] commented = Arrays.copyOf(WHOLE, WHOLE.length + 300);
    commented[WHOLE.length - 2] = (byte) 300;
    commented[WHOLE.length - 1] = (byte) (300 >> 8);
    Files.write(jar, commented);
    FileMarks known = new FileMarks(Map.of(), Map.of());
    FileMarks seen = halfCopies.hide(look(), known);
    assertThat(seen.plugins()).containsOnlyKeys(jar);

    Files.delete(jar);
    assertThat(halfCopies.hide(look(), seen).plugins()).isEmpty();
  }
}
