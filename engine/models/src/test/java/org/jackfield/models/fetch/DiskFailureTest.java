package org.jackfield.models.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class DiskFailureTest {
  private static final Path FOLDER = Path.of("models");

  @Test
  void a_thread_that_is_interrupted_while_it_writes_is_a_pull_that_was_cancelled() {
    BackendException error = DiskFailure.of("Tiny", 7, FOLDER, new ClosedByInterruptException());

    assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(error).hasMessage("The pull of Tiny was cancelled.");
  }

  @Test
  void a_full_disk_is_told_as_one() {
    BackendException error =
        DiskFailure.of("Tiny", 7_000_000, FOLDER, new IOException("No space left on device"));

    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(error).hasMessage("Tiny cannot be stored: the disk is full. Nothing was installed.");
    assertThat(error.hint().orElseThrow()).startsWith("It needs 7.0 MB in models. Free some room");
  }
}
