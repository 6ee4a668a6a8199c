package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
  private static final long TOTAL = 8_000_000_000L;

  @TempDir private Path folder;
  private Path meminfo;

  @BeforeEach
  void nameTheFile() {
    meminfo = folder.resolve("meminfo");
  }

  @Test
  void fileCachesCountAsAvailable() throws IOException {
    Files.writeString(
        meminfo,
        "MemTotal:        7812500 kB\nMemFree:          200000 kB\nMemAvailable:    5000000 kB\n");

    assertThat(MachineMemory.of(TOTAL, meminfo, folder))
        .isEqualTo(new MachineMemory(TOTAL, 5_120_000_000L));
  }

  @Test
  void aContainersLimitIsAllThereIs() throws IOException {
    Files.writeString(meminfo, "MemAvailable:    5000000 kB\n");
    Files.writeString(folder.resolve("memory.max"), "2000000000\n");
    Files.writeString(folder.resolve("memory.current"), "1500000000\n");
    Files.writeString(
        folder.resolve("memory.stat"),
        "anon 900000000\nfile 600000000\ninactive_file 400000000\nactive_file 100000000\n");

    assertThat(MachineMemory.of(2_000_000_000, meminfo, folder).availableBytes())
        .isEqualTo(1_000_000_000);
  }

  @Test
  void aContainerWithoutLimitHasWhatTheMachineHas() throws IOException {
    Files.writeString(meminfo, "MemAvailable:    5000000 kB\n");
    Files.writeString(folder.resolve("memory.max"), "max\n");
    Files.writeString(folder.resolve("memory.current"), "1500000000\n");

    assertThat(MachineMemory.of(TOTAL, meminfo, folder).availableBytes()).isEqualTo(5_120_000_000L);
  }

  @Test
  void whereTheSystemSaysNothingAllOfItIsAvailable() {
    assertThat(MachineMemory.of(TOTAL, meminfo, folder)).isEqualTo(new MachineMemory(TOTAL, TOTAL));
  }

  @Test
  void thisMachineHasSome() {
    MachineMemory now = MachineMemory.now();

    assertThat(now.totalBytes()).isBetween(100_000_000L, Long.MAX_VALUE - 1);
    assertThat(now.availableBytes()).isBetween(1L, now.totalBytes());
  }
}
