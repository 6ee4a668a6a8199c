package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jackfield.models.catalogue.ModelEntry;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UrlPullTest {
  private static final byte[] CONTENT = Testing.bytes(300_000, 1);

  @TempDir Path temp;
  private StoreFixture fixture;
  private LocalHub hub;

  @BeforeEach
  void open() throws Exception {
    fixture = new StoreFixture(temp);
    hub = new LocalHub().file("/good/tiny.gguf", CONTENT);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private Source url(String path) {
    return new Source.Url(URI.create(hub.address() + path));
  }

  private ModelEntry good() {
    return StoreFixture.model(CONTENT, url("/good/tiny.gguf"));
  }

  private String part() {
    return "tiny.gguf." + Testing.sha256(CONTENT).substring(0, 12) + ".part";
  }

  @Test
  void a_pulled_file_is_whole_and_alone_in_its_folder() throws Exception {
    Path model = fixture.pull(good());

    assertThat(model).isEqualTo(fixture.target()).hasBinaryContent(CONTENT);
    assertThat(Testing.names(fixture.folder()))
        .containsExactly(".lock", "tiny.gguf", "tiny.gguf.stamp");
    assertThat(fixture.progress.done()).isEqualTo(300_000);
    assertThat(fixture.progress.total()).isEqualTo(300_000);
  }

  @Test
  void the_licence_is_told_before_the_first_byte() {
    fixture.pull(good());

    assertThat(fixture.progress.notices())
        .containsExactly(
            "Tiny, 300.0 kB, licence MIT (commercial use: yes; https://licence.example/mit)."
                + " Pulling it from url "
                + hub.address()
                + "/good/tiny.gguf.");
  }

  @Test
  void a_second_start_asks_nobody_and_says_nothing() {
    fixture.pull(good());
    RecordedProgress second = new RecordedProgress();

    fixture.store(good()).locate(ArtifactKind.MODEL, "tiny", second, () -> false);

    assertThat(hub.gets("/good/tiny.gguf")).isEqualTo(1);
    assertThat(second.notices()).isEmpty();
  }

  @Test
  void a_wrong_file_is_removed_and_the_next_source_gives_the_right_one() throws Exception {
    hub.file("/wrong/tiny.gguf", Testing.bytes(300_000, 2));
    ModelEntry entry = StoreFixture.model(CONTENT, url("/wrong/tiny.gguf"), url("/good/tiny.gguf"));

    assertThat(fixture.pull(entry)).hasBinaryContent(CONTENT);

    assertThat(fixture.progress.notices())
        .element(1)
        .asString()
        .contains("/wrong/tiny.gguf")
        .contains("its SHA-256 is " + Testing.sha256(Testing.bytes(300_000, 2)))
        .contains("not " + Testing.sha256(CONTENT))
        .contains("it was removed; trying url " + hub.address() + "/good/tiny.gguf.");
    assertThat(Testing.names(fixture.folder()))
        .containsExactly(".lock", "tiny.gguf", "tiny.gguf.stamp");
  }

  @Test
  void a_file_of_another_size_is_refused_before_it_is_read() {
    hub.file("/long/tiny.gguf", Testing.bytes(300_001, 1));

    assertThat(
            Testing.told(() -> fixture.pull(StoreFixture.model(CONTENT, url("/long/tiny.gguf")))))
        .contains("has 300001 bytes, not the 300000 that it should have");
    assertThat(fixture.target()).doesNotExist();
  }

  @Test
  void a_lost_connection_is_taken_up_where_it_broke() {
    hub.cutAfter(100_000);

    assertThat(fixture.pull(good())).hasBinaryContent(CONTENT);

    assertThat(hub.seen())
        .extracting(LocalHub.Seen::range)
        .containsExactly("null", "bytes=100000-", "bytes=200000-");
    assertThat(fixture.progress.notices())
        .anyMatch(line -> line.contains("the connection was lost at 100.0 kB"));
  }

  @Test
  void a_later_pull_goes_on_with_what_an_earlier_one_left() throws Exception {
    Files.createDirectories(fixture.folder());
    byte[] begun = Arrays.copyOf(CONTENT, 250_000);
    Files.write(fixture.folder().resolve(part()), begun);

    assertThat(fixture.pull(good())).hasBinaryContent(CONTENT);

    assertThat(hub.seen()).extracting(LocalHub.Seen::range).containsExactly("bytes=250000-");
  }

  @Test
  void a_complete_part_that_a_crash_left_is_checked_and_used() throws Exception {
    Files.createDirectories(fixture.folder());
    Files.write(fixture.folder().resolve(part()), CONTENT);

    assertThat(fixture.pull(good())).hasBinaryContent(CONTENT);
    assertThat(hub.seen()).isEmpty();
  }

  @Test
  void a_server_without_ranges_gives_the_file_from_its_start() throws Exception {
    hub.withoutRanges();
    Files.createDirectories(fixture.folder());
    Files.write(fixture.folder().resolve(part()), Arrays.copyOf(CONTENT, 250_000));

    assertThat(fixture.pull(good())).hasBinaryContent(CONTENT);
  }

  @Test
  void a_damaged_part_is_found_out_and_pulled_again_from_its_start() throws Exception {
    Files.createDirectories(fixture.folder());
    Files.write(fixture.folder().resolve(part()), Testing.bytes(250_000, 9));

    assertThat(fixture.pull(good())).hasBinaryContent(CONTENT);

    assertThat(fixture.progress.notices())
        .anyMatch(
            line -> line.endsWith("It was removed and is being pulled again from its start."));
    assertThat(hub.seen())
        .extracting(LocalHub.Seen::range)
        .containsExactly("bytes=250000-", "null");
  }

  @Test
  void a_pull_that_is_cancelled_leaves_only_its_part() throws Exception {
    hub.holdAfter(100_000);
    AtomicBoolean cancelled = new AtomicBoolean();
    ModelStore store = fixture.store(good());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Path> pull =
          threads.submit(
              () -> store.locate(ArtifactKind.MODEL, "tiny", fixture.progress, cancelled::get));
      fixture.progress.awaitBytes();
      cancelled.set(true);

      assertThatThrownBy(pull::get)
          .cause()
          .isInstanceOfSatisfying(
              BackendException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
                assertThat(e).hasMessage("The pull of Tiny was cancelled.");
              });
    }
    assertThat(Testing.names(fixture.folder())).containsExactly(".lock", part());
    assertThat(store.present(ArtifactKind.MODEL, "tiny")).isEmpty();
  }

  @Test
  void an_interrupted_pull_keeps_its_threads_flag() throws Exception {
    hub.holdAfter(100_000);
    AtomicBoolean flag = new AtomicBoolean();
    Thread puller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    fixture.pull(good());
                  } catch (BackendException e) {
                    flag.set(
                        Thread.currentThread().isInterrupted() && e.code() == ErrorCode.CANCELLED);
                  }
                });
    fixture.progress.awaitBytes();
    puller.interrupt();
    puller.join();

    assertThat(flag).isTrue();
  }

  @Test
  void a_server_that_falls_silent_is_given_up() {
    hub.holdAfter(0);
    fixture.stall = Duration.ofMillis(200);

    assertThat(Testing.told(() -> fixture.pull(good())))
        .startsWith("Tiny cannot be pulled: its source failed. Nothing was installed.")
        .contains("127.0.0.1 sent nothing in time");
  }

  @Test
  void a_proxy_of_the_environment_is_used() {
    fixture.variables.put("http_proxy", hub.address());
    ModelEntry entry =
        StoreFixture.model(
            CONTENT, new Source.Url(URI.create("http://models.example/good/tiny.gguf")));

    assertThat(fixture.pull(entry)).hasBinaryContent(CONTENT);
    assertThat(hub.seen()).extracting(LocalHub.Seen::host).containsExactly("models.example");
  }

  @Test
  void a_proxys_user_and_password_are_given_when_it_asks() {
    hub.askProxyLogin();
    fixture.variables.put("http_proxy", hub.address().replace("//", "//ada:secret@"));
    ModelEntry entry =
        StoreFixture.model(
            CONTENT, new Source.Url(URI.create("http://models.example/good/tiny.gguf")));

    assertThat(fixture.pull(entry)).hasBinaryContent(CONTENT);
    assertThat(hub.proxyLogins()).containsExactly("null", "Basic YWRhOnNlY3JldA==");
  }

  @Test
  void a_proxy_that_is_no_address_is_an_error_without_its_text() {
    fixture.variables.put("http_proxy", "http://ada:sec ret@proxy");
    ModelEntry entry =
        StoreFixture.model(
            CONTENT, new Source.Url(URI.create("http://models.example/good/tiny.gguf")));

    assertThat(Testing.told(() -> fixture.pull(entry)))
        .contains("HTTP_PROXY")
        .doesNotContain("ret@");
  }

  @Test
  void a_mirror_that_is_no_address_is_an_error() {
    fixture.variables.put("JACKFIELD_MIRROR", "http://not an address");

    assertThatThrownBy(() -> fixture.pull(good()))
        .isInstanceOf(BackendException.class)
        .hasMessage("The mirror has no valid address.")
        .isInstanceOfSatisfying(
            BackendException.class,
            e ->
                assertThat(e.hint())
                    .get()
                    .asString()
                    .startsWith("JACKFIELD_MIRROR is http://not an address."));
  }

  @Test
  void no_proxy_is_asked_for_what_is_on_this_machine() {
    fixture.variables.put("http_proxy", "http://127.0.0.1:1");

    assertThat(fixture.pull(good())).hasBinaryContent(CONTENT);
  }

  @Test
  void a_mirror_over_http_is_asked_first() {
    fixture.variables.put("JACKFIELD_MIRROR", hub.address() + "/good");
    ModelEntry entry = StoreFixture.model(CONTENT, url("/elsewhere/tiny.gguf"));

    assertThat(fixture.pull(entry)).hasBinaryContent(CONTENT);
    assertThat(hub.gets("/elsewhere/tiny.gguf")).isZero();
  }
}
