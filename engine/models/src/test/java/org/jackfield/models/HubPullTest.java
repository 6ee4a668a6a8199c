package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jackfield.models.catalogue.ModelEntry;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HubPullTest {
  private static final byte[] CONTENT = Testing.bytes(70_000, 3);
  private static final String MAIN = "/acme/tiny-GGUF/resolve/main/tiny.gguf";
  private static final String PINNED = "/acme/tiny-GGUF/resolve/" + LocalHub.COMMIT + "/tiny.gguf";

  @TempDir Path temp;
  private StoreFixture fixture;
  private LocalHub hub;

  @BeforeEach
  void open() throws Exception {
    fixture = new StoreFixture(temp);
    hub = new LocalHub().hubFile("acme/tiny-GGUF", "tiny.gguf", CONTENT);
    fixture.variables.put("HF_ENDPOINT", hub.address());
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private static ModelEntry entry() {
    return StoreFixture.unknown(
        new Source.HuggingFace("acme/tiny-GGUF", Optional.empty(), "tiny.gguf"));
  }

  private Path lockFile() {
    return fixture.folders().data().resolve("models.lock.json");
  }

  @Test
  void the_first_pull_pins_the_revision_and_the_hubs_own_digest() throws Exception {
    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);

    assertThat(hub.seen())
        .extracting(seen -> seen.method() + " " + seen.path())
        .containsExactly(
            "HEAD " + MAIN, "GET " + PINNED, "GET /storage/" + Testing.sha256(CONTENT));
    assertThat(Files.readString(lockFile()))
        .isEqualToIgnoringNewLines(
            """
            {
              "version" : 1,
              "files" : {
                "tiny/tiny.gguf" : {
                  "sha256" : "%s",
                  "bytes" : 70000,
                  "source" : "huggingface acme/tiny-GGUF@main tiny.gguf",
                  "revision" : "%s"
                }
              }
            }\
            """
                .formatted(Testing.sha256(CONTENT), LocalHub.COMMIT));
  }

  @Test
  void a_pinned_model_is_pulled_at_its_revision_even_when_main_moved_on() throws Exception {
    fixture.pull(entry());
    Files.delete(fixture.target());
    hub.answer(MAIN, 302, Map.of("X-Repo-Commit", "f".repeat(40)));

    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);
    assertThat(hub.seen()).filteredOn(seen -> seen.path().equals(MAIN)).hasSize(1);
  }

  @Test
  void other_bytes_than_the_pinned_ones_are_never_taken() throws Exception {
    fixture.pull(entry());
    Files.delete(fixture.target());
    hub.file("/storage/" + Testing.sha256(CONTENT), Testing.bytes(70_000, 4));

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains("not " + Testing.sha256(CONTENT));
    assertThat(Testing.names(fixture.folder())).doesNotContain("tiny.gguf");
  }

  @Test
  void a_first_pull_that_does_not_match_the_hubs_digest_pins_nothing() {
    hub.file("/storage/" + Testing.sha256(CONTENT), Testing.bytes(70_000, 4));

    assertThatThrownBy(() -> fixture.pull(entry())).isInstanceOf(BackendException.class);
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void a_pin_ends_when_the_catalogue_names_another_source() throws Exception {
    fixture.pull(entry());
    byte[] other = Testing.bytes(80_000, 5);
    hub.hubFile("other/tiny-GGUF", "tiny.gguf", other);
    ModelEntry edited =
        StoreFixture.unknown(
            new Source.HuggingFace("other/tiny-GGUF", Optional.empty(), "tiny.gguf"));
    Files.delete(fixture.target());

    assertThat(fixture.pull(edited)).hasBinaryContent(other);
    assertThat(Files.readString(lockFile())).contains(Testing.sha256(other), "other/tiny-GGUF");
  }

  @Test
  void a_file_without_a_digest_of_the_hub_is_pinned_by_its_own() throws Exception {
    byte[] small = Testing.bytes(500, 6);
    Map<String, String> headers = Map.of("X-Repo-Commit", LocalHub.COMMIT, "ETag", "\"abc123\"");
    hub.answer("/acme/small/resolve/main/tiny.gguf", 200, headers);
    hub.file("/acme/small/resolve/" + LocalHub.COMMIT + "/tiny.gguf", small);

    fixture.pull(
        StoreFixture.unknown(new Source.HuggingFace("acme/small", Optional.empty(), "tiny.gguf")));

    assertThat(Files.readString(lockFile())).contains(Testing.sha256(small), LocalHub.COMMIT);
  }

  @Test
  void a_known_digest_needs_no_question_about_the_revision() {
    Source source =
        new Source.HuggingFace("acme/tiny-GGUF", Optional.of(LocalHub.COMMIT), "tiny.gguf");

    assertThat(fixture.pull(StoreFixture.model(CONTENT, source))).hasBinaryContent(CONTENT);
    assertThat(hub.seen()).extracting(LocalHub.Seen::method).doesNotContain("HEAD");
    assertThat(lockFile()).doesNotExist();
  }

  @Test
  void a_repository_that_was_renamed_is_followed_on_the_same_host() {
    hub.answer("/old/name/resolve/main/tiny.gguf", 307, Map.of("Location", MAIN));
    hub.answer(
        "/old/name/resolve/" + LocalHub.COMMIT + "/tiny.gguf", 307, Map.of("Location", PINNED));

    assertThat(
            fixture.pull(
                StoreFixture.unknown(
                    new Source.HuggingFace("old/name", Optional.empty(), "tiny.gguf"))))
        .hasBinaryContent(CONTENT);
  }

  @Test
  void the_token_goes_to_the_hub_and_not_to_its_storage() {
    fixture.variables.put("HF_TOKEN", "hf_secret");

    fixture.pull(entry());

    assertThat(hub.seen())
        .extracting(LocalHub.Seen::authorization)
        .containsExactly("Bearer hf_secret", "Bearer hf_secret", "null");
    assertThat(fixture.progress.notices()).noneMatch(line -> line.contains("hf_secret"));
  }

  @Test
  void an_endpoint_that_is_no_address_is_named() {
    fixture.variables.put("HF_ENDPOINT", "hub.example");

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains("HF_ENDPOINT is no address of HTTP or HTTPS: hub.example/");
  }

  @Test
  void a_gated_model_says_where_to_accept_its_terms() {
    hub.answer(MAIN, 401, Map.of());

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains(
            "HTTP 401 from 127.0.0.1: access denied; accept the model's terms at "
                + hub.address()
                + "/acme/tiny-GGUF and set HF_TOKEN");
  }

  @Test
  void a_refused_token_is_not_shown() {
    fixture.variables.put("HF_TOKEN", "hf_secret");
    hub.answer(MAIN, 403, Map.of());

    assertThat(Testing.told(() -> fixture.pull(entry())))
        .contains("does the account of HF_TOKEN have access")
        .doesNotContain("hf_secret");
  }

  @Test
  void a_damaged_lock_file_is_an_error_that_names_it() throws Exception {
    Files.createDirectories(fixture.folders().data());
    Files.writeString(
        lockFile(), "{\"version\": 1, \"files\": {\"tiny/tiny.gguf\": {\"sha256\": \"x\"}}}");

    assertThatThrownBy(() -> fixture.pull(entry()))
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.hint())
                  .get()
                  .asString()
                  .startsWith("It is " + lockFile() + ". Restore it, or delete it");
            })
        .hasMessageContaining("tiny/tiny.gguf")
        .hasMessageNotContaining(lockFile().toString());
  }
}
