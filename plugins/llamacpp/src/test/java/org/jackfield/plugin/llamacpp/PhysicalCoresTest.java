package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhysicalCoresTest {
  @TempDir private Path topology;

  @Test
  void siblingsOnOneCoreCountOnce() throws IOException {
    processor(0, "0,2");
    processor(1, "1,3");
    processor(2, "0,2");
    processor(3, "1,3");

    assertThat(PhysicalCores.count(topology, 4)).isEqualTo(2);
    assertThat(PhysicalCores.count(topology, 1)).isEqualTo(1);
  }

  @Test
  void whereNothingIsKnownEveryProcessorCounts() {
    assertThat(PhysicalCores.count(topology, 3)).isEqualTo(3);
    assertThat(PhysicalCores.count(topology.resolve("missing"), 3)).isEqualTo(3);
    assertThat(PhysicalCores.count()).isPositive();
  }

  private void processor(int number, String siblings) throws IOException {
    Path folder = Files.createDirectories(topology.resolve("cpu" + number).resolve("topology"));
    Files.writeString(folder.resolve("thread_siblings_list"), siblings + "\n");
  }
}
