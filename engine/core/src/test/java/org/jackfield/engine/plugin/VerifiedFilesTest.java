package org.jackfield.engine.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files need not be checked again. */
final class VerifiedFilesTest {
  private static final String SHA = "ab".repeat(32);
  private static final VerifiedFiles.Entry ENTRY = new VerifiedFiles.Entry(SHA, List.of());
  private static final FileStamp LONG_AGO = new FileStamp(10, 1_000, 2_000, 3);

  @TempDir private Path temp;

  private Path store() {
    return temp.resolve("verified");
  }

  private Path file(String name) throws IOException {
    return Files.writeString(temp.resolve(name), name);
  }

  @Test
  void a_file_is_known_to_the_next_process_while_its_stamp_is_the_same() throws IOException {
    Path file = file("a b.jar");
    VerifiedFiles first = VerifiedFiles.open(store());
    first.remember(file, LONG_AGO, ENTRY);
    first.save();
    VerifiedFiles next = VerifiedFiles.open(store());
    assertThat(next.find(file, LONG_AGO)).contains(ENTRY);
    assertThat(next.find(file, new FileStamp(11, 1_000, 2_000, 3))).isEmpty();
    assertThat(next.find(file, new FileStamp(10, 1_001, 2_000, 3))).isEmpty();
    assertThat(next.find(file, new FileStamp(10, 1_000, 2_001, 3))).isEmpty();
    assertThat(next.find(file, new FileStamp(10, 1_000, 2_000, 4))).isEmpty();
    assertThat(next.find(temp.resolve("other.jar"), LONG_AGO)).isEmpty();
  }

  @Test
  void what_classes_do_is_known_to_the_next_process() throws IOException {
    Path file = file("n.jar");
    VerifiedFiles.Entry entry =
        new VerifiedFiles.Entry(
            SHA,
            List.of(
                new ClassFinding(
                    ClassFinding.Kind.EXIT, "System.exit", List.of("demo.A", "odd |;name%41")),
                new ClassFinding(
                    ClassFinding.Kind.NATIVE, ClassScan.NATIVE_METHOD, List.of("demo.B"))));
    VerifiedFiles first = VerifiedFiles.open(store());
    first.remember(file, LONG_AGO, entry);
    first.save();
    assertThat(VerifiedFiles.open(store()).find(file, LONG_AGO)).contains(entry);
  }

  @Test
  void a_file_changed_a_moment_ago_is_not_remembered() throws IOException {
    Path file = file("new.jar");
    FileStamp fresh = FileStamp.of(file).orElseThrow();
    VerifiedFiles files = VerifiedFiles.open(store());
    files.remember(file, fresh, ENTRY);
    assertThat(files.find(file, fresh)).isEmpty();
    assertThat(fresh.settled(Instant.now().plus(Duration.ofSeconds(10)))).isTrue();
  }

  @Test
  void a_stamp_shows_a_write_whose_time_was_set_back() throws IOException {
    Path file = file("old.jar");
    FileStamp before = FileStamp.of(file).orElseThrow();
    var time = Files.getLastModifiedTime(file);
    FileStamp after;
    do { // until the kernel's clock ticked
      Files.writeString(file, "evil.jr");
      Files.setLastModifiedTime(file, time);
      after = FileStamp.of(file).orElseThrow();
    } while (after.changedNanos() == before.changedNanos());
    assertThat(after.bytes()).isEqualTo(before.bytes());
    assertThat(after.modifiedNanos()).isEqualTo(before.modifiedNanos());
    assertThat(after.inode()).isEqualTo(before.inode());
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void files_that_are_gone_are_forgotten() throws IOException {
    Path file = file("gone.jar");
    VerifiedFiles files = VerifiedFiles.open(store());
    files.remember(file, LONG_AGO, ENTRY);
    files.save();
    Files.delete(file);
    files.remember(file("here.jar"), LONG_AGO, ENTRY);
    files.save();
    assertThat(Files.readAllLines(store())).hasSize(2).last().asString().endsWith("here.jar");
  }

  @Test
  void a_damaged_or_foreign_store_is_as_none() throws IOException {
    Path file = file("a.jar");
    for (String content :
        List.of(
            "",
            "something else\n" + SHA + " 10 1000 2000 3 - " + file,
            "plugins verified by the rules of 1\n" + SHA + " 10 1000 2000 3 " + file,
            "plugins verified by the rules of 2\n" + SHA + " 10 1000 2000 3 EXIT " + file,
            "plugins verified by the rules of 2\n" + SHA + " 10 1000 2000 3 WHAT|x|y " + file,
            "\u0000\n\n x")) {
      Files.write(store(), content.getBytes(UTF_8));
      assertThat(VerifiedFiles.open(store()).find(file, LONG_AGO)).isEmpty();
    }
    Files.write(store(), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(VerifiedFiles.open(store()).find(file, LONG_AGO)).isEmpty();
    Files.delete(store());
    Files.createDirectory(store());
    VerifiedFiles unusable = VerifiedFiles.open(store());
    unusable.remember(file, LONG_AGO, ENTRY);
    unusable.save();
    assertThat(unusable.find(file, LONG_AGO)).contains(ENTRY);
  }
}
