package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jackfield.models.catalogue.ModelEntry;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.ArtifactKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConcurrentPullTest {
  private static final byte[] CONTENT = Testing.bytes(2_000_000, 12);

  @TempDir Path temp;
  private LocalHub hub;

  @BeforeEach
  void open() throws Exception {
    hub = new LocalHub().file("/tiny.gguf", CONTENT);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private ModelEntry entry() {
    return StoreFixture.model(CONTENT, new Source.Url(URI.create(hub.address() + "/tiny.gguf")));
  }

  @Test
  void threads_with_stores_of_their_own_pull_a_file_once() throws Exception {
    StoreFixture fixture = new StoreFixture(temp);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Path>> pulls = new ArrayList<>();
      for (int count = 0; count < 8; count++) {
        ModelStore store = fixture.store(entry());
        pulls.add(
            threads.submit(
                () -> store.locate(ArtifactKind.MODEL, "tiny", fixture.progress, () -> false)));
      }
      for (Future<Path> pull : pulls) {
        assertThat(pull.get()).hasBinaryContent(CONTENT);
      }
    }
    assertThat(hub.gets("/tiny.gguf")).isEqualTo(1);
  }

  @Test
  void a_waiting_pull_says_what_it_waits_for_and_can_be_cancelled() throws Exception {
    StoreFixture fixture = new StoreFixture(temp);
    Files.createDirectories(fixture.folder());
    RecordedProgress waiting = new RecordedProgress();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ArtifactLock _ =
            ArtifactLock.acquire(
                fixture.folder().resolve(".lock"), Testing.pull(new RecordedProgress()))) {
      Future<Path> pull =
          threads.submit(
              () ->
                  fixture
                      .store(entry())
                      .locate(
                          ArtifactKind.MODEL, "tiny", waiting, () -> !waiting.notices().isEmpty()));
      waiting.awaitNotice();
      assertThat(pull)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withMessageContaining("The pull of Tiny was cancelled.");
    }
    assertThat(waiting.notices())
        .containsExactly("Tiny is being pulled by somebody else already; waiting for it.");
    assertThat(hub.seen()).isEmpty();
  }

  @Test
  void processes_pull_a_file_once() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int count = 0; count < 3; count++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  PullMain.class.getName(),
                  temp.toString(),
                  hub.address() + "/tiny.gguf",
                  String.valueOf(CONTENT.length),
                  Testing.sha256(CONTENT))
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("process-" + count).toFile())
              .start());
    }
    for (int count = 0; count < 3; count++) {
      assertThat(processes.get(count).waitFor())
          .as(Files.readString(temp.resolve("process-" + count)))
          .isZero();
    }
    assertThat(new StoreFixture(temp).target()).hasBinaryContent(CONTENT);
    assertThat(hub.gets("/tiny.gguf")).isEqualTo(1);
  }

  @Test
  void a_process_that_is_killed_leaves_a_lock_that_nobody_holds() throws Exception {
    hub.holdAfter(500_000);
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PullMain.class.getName(),
                temp.toString(),
                hub.address() + "/tiny.gguf",
                String.valueOf(CONTENT.length),
                Testing.sha256(CONTENT))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // Its first line is written once bytes have come.
    assertThat(killed.inputReader().readLine()).isEqualTo("pulling");
    killed.destroyForcibly().waitFor();
    hub.holdAfter(Integer.MAX_VALUE);
    StoreFixture fixture = new StoreFixture(temp);

    assertThat(fixture.pull(entry())).hasBinaryContent(CONTENT);
    assertThat(hub.seen()).last().extracting(LocalHub.Seen::range).asString().startsWith("bytes=");
  }
}
