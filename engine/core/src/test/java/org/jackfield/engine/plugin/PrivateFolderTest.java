package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the copies of plugins live. */
final class PrivateFolderTest {
  @TempDir private Path temp;

  @Test
  void it_is_readable_by_its_user_alone() throws IOException {
    try (PrivateFolder folder = PrivateFolder.open(temp)) {
      Path run = folder.newCopyFolder().getParent();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void two_in_one_cache_do_not_disturb_each_other() throws IOException {
    try (PrivateFolder one = PrivateFolder.open(temp)) {
      Path kept = one.newCopyFolder();
      Path gone;
      try (PrivateFolder two = PrivateFolder.open(temp)) {
        gone = two.newCopyFolder();
        assertThat(gone).isNotEqualTo(kept);
      }
      assertThat(gone.getParent()).doesNotExist();
      assertThat(kept).exists();
    }
  }

  @Test
  void what_a_dead_process_left_is_swept() throws IOException {
    Path dead = temp.resolve("run-1-dead");
    Files.createDirectories(dead.resolve("copy-1"));
    Files.createFile(dead.resolve("lock"));
    Files.createFile(dead.resolve("copy-1/plugin.jar"));
    Path foreign = Files.createDirectory(temp.resolve("run-away"));
    try (PrivateFolder folder = PrivateFolder.open(temp)) {
      assertThat(dead).doesNotExist();
      assertThat(foreign).as("has no lock file: not ours").exists();
      assertThat(folder.newCopyFolder()).exists();
    }
  }

  @Test
  void what_a_living_process_holds_is_left_alone() throws Exception {
    Path held = Files.createDirectories(temp.resolve("run-1-held"));
    Path lock = Files.createFile(held.resolve("lock"));
    String code =
        "try (var c = java.nio.channels.FileChannel.open(java.nio.file.Path.of(args[0]),"
            + " java.nio.file.StandardOpenOption.WRITE)) { c.lock(); System.out.println(\"held\");"
            + " System.in.read(); }";
    Path source =
        Files.writeString(
            temp.resolve("Holder.java"),
            "public class Holder { public static void main(String[] args) throws Exception { "
                + code
                + " } }");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                source.toString(),
                lock.toString())
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("held");
      PrivateFolder.open(temp).close();
      assertThat(held).exists();
    } finally {
      process.destroy();
      process.waitFor();
    }
    PrivateFolder.open(temp).close();
    assertThat(held).doesNotExist();
  }
}
