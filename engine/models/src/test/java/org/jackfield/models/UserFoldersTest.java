package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.jackfield.engine.Environment;
import org.junit.jupiter.api.Test;

class UserFoldersTest {
  private static final Path HOME = Path.of("/home/ada");

  private static UserFolders folders(String os, Map<String, String> variables) {
    return UserFolders.of(new Environment(variables), os, HOME);
  }

  @Test
  void linux_follows_the_xdg_defaults() {
    assertThat(folders("Linux", Map.of()))
        .isEqualTo(
            new UserFolders(
                HOME.resolve(".cache/jackfield"), HOME.resolve(".local/share/jackfield")));
  }

  @Test
  void the_xdg_variables_are_honoured_when_they_are_absolute() {
    assertThat(folders("Linux", Map.of("XDG_CACHE_HOME", "/var/ada", "XDG_DATA_HOME", "relative")))
        .isEqualTo(
            new UserFolders(Path.of("/var/ada/jackfield"), HOME.resolve(".local/share/jackfield")));
  }

  @Test
  void macos_and_windows_have_their_own_customs() {
    assertThat(folders("Mac OS X", Map.of()))
        .isEqualTo(
            new UserFolders(
                HOME.resolve("Library/Caches/jackfield"),
                HOME.resolve("Library/Application Support/jackfield")));
    assertThat(folders("Windows 11", Map.of("LOCALAPPDATA", "/c/ada")))
        .isEqualTo(
            new UserFolders(Path.of("/c/ada/jackfield/cache"), Path.of("/c/ada/jackfield/data")));
  }

  @Test
  void our_own_variables_come_before_all() {
    Map<String, String> variables =
        Map.of("JACKFIELD_CACHE", "/a", "JACKFIELD_DATA", "/b", "XDG_CACHE_HOME", "/c");

    for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertThat(folders(os, variables)).isEqualTo(new UserFolders(Path.of("/a"), Path.of("/b")));
    }
  }

  @Test
  void platforms_are_named_by_system_and_processor() {
    assertThat(Platform.of("Linux", "amd64")).hasToString("linux-x64");
    assertThat(Platform.of("Linux", "aarch64")).hasToString("linux-arm64");
    assertThat(Platform.of("Mac OS X", "aarch64")).hasToString("macos-arm64");
    assertThat(Platform.of("Windows 11", "amd64")).hasToString("windows-x64");
    assertThat(Platform.of("Linux", "riscv64")).hasToString("linux-riscv64");
  }
}
