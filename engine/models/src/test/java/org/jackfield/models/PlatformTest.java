package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformTest {
  @Test
  void platforms_are_named_by_system_and_processor() {
    assertThat(Platform.of("Linux", "amd64")).hasToString("linux-x64");
    assertThat(Platform.of("Linux", "aarch64")).hasToString("linux-arm64");
    assertThat(Platform.of("Mac OS X", "aarch64")).hasToString("macos-arm64");
    assertThat(Platform.of("Windows 11", "amd64")).hasToString("windows-x64");
    assertThat(Platform.of("Linux", "riscv64")).hasToString("linux-riscv64");
  }
}
