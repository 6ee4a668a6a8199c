package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jackfield.engine.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GivenAdviceTest {
  @TempDir Path folder;

  private Environment data(String name) {
    return new Environment(Map.of("JACKFIELD_DATA", folder.resolve(name).toString()));
  }

  @Test
  void nobody_is_told_twice() {
    assertThat(GivenAdvice.first(data("one"), "small a")).isTrue();
    assertThat(GivenAdvice.first(data("one"), "small a")).isFalse();
    assertThat(GivenAdvice.first(data("one"), "small b")).isTrue();
    assertThat(GivenAdvice.first(data("one"), "small a")).isFalse();
    assertThat(GivenAdvice.first(data("another"), "small a")).isTrue();
  }

  @Test
  void where_nothing_can_be_kept_it_is_told_each_time() throws IOException {
    Files.writeString(folder.resolve("closed"), "no folder");
    assertThat(GivenAdvice.first(data("closed"), "small a")).isTrue();
    assertThat(GivenAdvice.first(data("closed"), "small a")).isTrue();
  }
}
