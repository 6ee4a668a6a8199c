package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jackfield.engine.ArtifactStore.Item;
import org.jackfield.models.catalogue.ArtifactFile;
import org.jackfield.models.catalogue.Licence;
import org.jackfield.models.catalogue.NativeEntry;
import org.jackfield.models.catalogue.NativePlatform;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NativeStoreTest {
  private static final String FOLDER = "package/bins/linux-x64/";

  @TempDir Path temp;
  private StoreFixture fixture;
  private Path shelf;
  private final Map<String, String> content = new LinkedHashMap<>();
  private final List<TarArchiveEntry> links = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    fixture = new StoreFixture(temp);
    shelf = Files.createDirectory(temp.resolve("shelf"));
    content.put("package/package.json", "{}");
    content.put(FOLDER + "liblib.v1.2.so", "the library");
    content.put(FOLDER + "libbase.so", "what it stands on");
    content.put(FOLDER + "addon.node", "not for us");
  }

  private byte[] tarball() throws Exception {
    Path file = shelf.resolve("lib.tgz");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      for (Map.Entry<String, String> each : content.entrySet()) {
        byte[] bytes = each.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(each.getKey(), true);
        entry.setSize(bytes.length);
        entry.setModTime(0L); // the same archive each time
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
      for (TarArchiveEntry link : links) {
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      }
    }
    return Files.readAllBytes(file);
  }

  private NativeEntry entry(byte[] tarball, Path... installed) {
    ArtifactFile archive =
        new ArtifactFile(
            "lib.tgz",
            OptionalLong.of(tarball.length),
            0,
            Optional.of(Testing.sha256(tarball)),
            List.of(new Source.Folder(shelf)));
    return new NativeEntry(
        "lib",
        List.of("liblib"),
        "1.2",
        "JACKFIELD_LIB",
        new Licence("MIT", Optional.empty(), Optional.empty()),
        Map.of(
            "linux-x64",
            new NativePlatform(
                true,
                List.of(installed),
                List.of("liblib.v1.2.so"),
                archive,
                "package/bins/linux-x64",
                List.of("lib*.so"))));
  }

  @Test
  void only_the_libraries_are_unpacked_into_a_folder_of_their_version() throws Exception {
    Path library = fixture.pull(entry(tarball()));

    assertThat(library).isEqualTo(fixture.folders().cache().resolve("natives/lib-1.2-linux-x64"));
    assertThat(library.resolve("liblib.v1.2.so")).hasContent("the library");
    assertThat(Testing.names(library))
        .containsExactly(
            ".stamp" + Testing.sha256(tarball()).substring(0, 12), "libbase.so", "liblib.v1.2.so");
    assertThat(Testing.names(library.resolveSibling("")))
        .containsExactly(".lib-1.2-linux-x64.lock", "lib-1.2-linux-x64");
  }

  @Test
  void names_that_lead_elsewhere_and_links_are_left_in_the_archive() throws Exception {
    content.put(FOLDER + "../../../../libevil.so", "out");
    content.put("/libabsolute.so", "out");
    content.put(FOLDER + "deeper/libdeep.so", "down");
    content.put(FOLDER + "..\\libback.so", "out");
    TarArchiveEntry link = new TarArchiveEntry(FOLDER + "liblink.so", TarConstants.LF_SYMLINK);
    link.setLinkName("/etc/passwd");
    links.add(link);

    Path library = fixture.pull(entry(tarball()));

    assertThat(Testing.names(library))
        .containsExactly(
            ".stamp" + Testing.sha256(tarball()).substring(0, 12), "libbase.so", "liblib.v1.2.so");
  }

  @Test
  void a_second_start_reads_nothing_but_the_stamp() throws Exception {
    NativeEntry entry = entry(tarball());
    Path library = fixture.pull(entry);
    Files.delete(shelf.resolve("lib.tgz"));
    RecordedProgress second = new RecordedProgress();

    assertThat(fixture.store(entry).locate(ArtifactKind.NATIVE, "liblib", second, () -> false))
        .isEqualTo(library);
    assertThat(fixture.store(entry).present(ArtifactKind.NATIVE, "lib")).contains(library);
    assertThat(second.notices()).isEmpty();
  }

  @Test
  void a_library_that_was_changed_is_made_again_with_a_line_that_says_so() throws Exception {
    NativeEntry entry = entry(tarball());
    Path library = fixture.pull(entry);
    Files.writeString(library.resolve("libbase.so"), "short");
    RecordedProgress second = new RecordedProgress();

    assertThat(fixture.store(entry).present(ArtifactKind.NATIVE, "lib")).isEmpty();
    fixture.store(entry).locate(ArtifactKind.NATIVE, "lib", second, () -> false);

    assertThat(library.resolve("libbase.so")).hasContent("what it stands on");
    assertThat(second.notices())
        .first()
        .isEqualTo(
            library
                + ": libbase.so in it is cut short: 5 of 17 bytes. It is made again; then this one"
                + " is removed.");
  }

  @Test
  void a_cache_that_was_copied_without_its_times_is_checked_by_digest_and_kept() throws Exception {
    NativeEntry entry = entry(tarball());
    Path library = fixture.pull(entry);
    Files.delete(shelf.resolve("lib.tgz"));
    Files.setLastModifiedTime(library.resolve("libbase.so"), FileTime.fromMillis(1_000_000));
    RecordedProgress second = new RecordedProgress();
    RecordedProgress third = new RecordedProgress();

    assertThat(fixture.store(entry).locate(ArtifactKind.NATIVE, "lib", second, () -> false))
        .isEqualTo(library);
    assertThat(second.notices())
        .containsExactly(library + " was checked: the SHA-256 of each file is right.");

    fixture.store(entry).locate(ArtifactKind.NATIVE, "lib", third, () -> false);
    assertThat(third.notices()).isEmpty();
  }

  @Test
  void without_a_source_a_changed_library_is_refused_and_not_removed() throws Exception {
    NativeEntry entry = entry(tarball());
    Path library = fixture.pull(entry);
    Files.writeString(library.resolve("libbase.so"), "what it stands in");
    Files.delete(shelf.resolve("lib.tgz"));

    assertThat(Testing.told(() -> fixture.pull(entry))).contains("its source failed");

    assertThat(library.resolve("liblib.v1.2.so")).hasContent("the library");
    assertThat(library.resolve("libbase.so")).hasContent("what it stands in");
    assertThat(fixture.store(entry).present(ArtifactKind.NATIVE, "lib")).isEmpty();
  }

  @Test
  void another_archive_of_the_same_version_replaces_the_first() throws Exception {
    fixture.pull(entry(tarball()));
    content.put(FOLDER + "liblib.v1.2.so", "the library, built anew");

    Path library = fixture.pull(entry(tarball()));

    assertThat(library.resolve("liblib.v1.2.so")).hasContent("the library, built anew");
  }

  @Test
  void an_archive_without_a_digest_is_pinned_by_its_first_pull() throws Exception {
    tarball();
    NativeEntry known = entry(new byte[0]);
    NativePlatform here = known.platforms().values().iterator().next();
    ArtifactFile archive =
        new ArtifactFile(
            "lib.tgz", OptionalLong.empty(), 500, Optional.empty(), here.archive().sources());
    NativeEntry entry =
        new NativeEntry(
            known.name(),
            known.aliases(),
            known.version(),
            known.variable(),
            known.licence(),
            Map.of(
                "linux-x64",
                new NativePlatform(
                    false, List.of(), here.markers(), archive, here.folder(), here.libraries())));
    Path library = fixture.pull(entry);
    assertThat(fixture.store(entry).present(ArtifactKind.NATIVE, "lib")).contains(library);

    Files.delete(library.resolve("libbase.so"));
    content.put(FOLDER + "libbase.so", "something else by the same name");
    tarball();

    assertThat(Testing.told(() -> fixture.pull(entry))).contains("bytes, not the");
  }

  @Test
  void a_wrong_archive_is_never_unpacked() throws Exception {
    NativeEntry entry = entry(tarball());
    content.put(FOLDER + "libextra.so", "not what was asked for");
    tarball();

    assertThat(Testing.told(() -> fixture.pull(entry))).contains("its source failed");
    assertThat(Testing.names(fixture.folders().cache().resolve("natives")))
        .containsExactly(".lib-1.2-linux-x64.lock");
  }

  @Test
  void an_archive_without_the_pinned_version_is_refused() throws Exception {
    content.remove(FOLDER + "liblib.v1.2.so");

    assertThat(Testing.told(() -> fixture.pull(entry(tarball()))))
        .contains("lib.tgz has none of liblib.v1.2.so");
    assertThat(Testing.names(fixture.folders().cache().resolve("natives")))
        .containsExactly(".lib-1.2-linux-x64.lock");
  }

  @Test
  void an_installed_copy_of_the_version_is_used_where_it_lies() throws Exception {
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("liblib.v1.1.so"), "older");
    Path installed = Files.createDirectory(temp.resolve("installed"));
    Files.writeString(installed.resolve("liblib.v1.2.so"), "the library");

    assertThat(fixture.pull(entry(tarball(), other, installed))).isEqualTo(installed);
    assertThat(fixture.folders().cache()).doesNotExist();
  }

  @Test
  void the_users_own_folder_comes_first() throws Exception {
    Path own = Files.createDirectory(temp.resolve("own"));
    Files.writeString(own.resolve("liblib.v1.2.so"), "mine");
    fixture.variables.put("JACKFIELD_LIB", own.toString());

    assertThat(fixture.pull(entry(tarball()))).isEqualTo(own);
  }

  @Test
  void the_users_own_folder_with_another_version_is_an_error_and_not_passed_over()
      throws Exception {
    fixture.variables.put("JACKFIELD_LIB", shelf.toString());

    assertThatThrownBy(() -> fixture.pull(entry(tarball())))
        .isInstanceOfSatisfying(
            BackendException.class,
            e ->
                assertThat(e.hint())
                    .get()
                    .asString()
                    .contains("JACKFIELD_LIB names " + shelf)
                    .contains("none of liblib.v1.2.so"))
        .hasMessage("The installed copy of lib 1.2 is not of that version.");
  }

  @Test
  void a_platform_without_a_library_is_told_which_have_one() throws Exception {
    fixture.platform = new Platform("linux-riscv64");
    NativeEntry entry = entry(tarball());

    assertThatThrownBy(() -> fixture.pull(entry))
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.hint()).get().asString().contains("JACKFIELD_LIB");
            })
        .hasMessage("There is no lib 1.2 for linux-riscv64.");
    assertThat(fixture.store(entry).present(ArtifactKind.NATIVE, "lib")).isEmpty();
    assertThat(fixture.store(entry).list())
        .extracting(Item::description)
        .containsExactly("version 1.2; not available for this platform");
  }
}
