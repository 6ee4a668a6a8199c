package org.jackfield.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The version stands in three places, which say the same. */
class SpiVersionTest {
  @Test
  void it_is_the_version_of_the_module() {
    assertThat(System.getProperty("project.version").replace("-SNAPSHOT", ""))
        .isEqualTo(SpiVersion.current());
  }

  @Test
  void our_own_plugins_require_it_and_nothing_older() {
    assertThat(System.getProperty("plugin.requires"))
        .startsWith(">=" + SpiVersion.current() + " & <");
  }

  @Test
  void no_constant_of_it_is_copied_into_a_plugin() {
    assertThat(SpiVersion.class.getFields()).isEmpty();
  }
}
