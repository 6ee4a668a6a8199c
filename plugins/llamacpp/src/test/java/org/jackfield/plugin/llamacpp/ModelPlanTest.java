package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jackfield.plugin.llamacpp.ffm.ContextParams.CacheType;
import org.jackfield.plugin.llamacpp.gguf.GgufBytes;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much memory a model takes, and what becomes of one that takes too much. */
class ModelPlanTest {
  private static final long GIGABYTE = 1_000_000_000;
  private static final long SPARE = 256L << 20;

  @TempDir private Path folder;

  @Test
  void theCacheIsWhatTheLibraryAllocates() throws IOException {
    MemoryNeed f16 = MemoryNeed.of(GgufFile.read(TestArtifacts.smollm2()), CacheType.F16);
    MemoryNeed q8 = MemoryNeed.of(GgufFile.read(TestArtifacts.smollm2()), CacheType.Q8_0);

    // 30 layers of 3 heads of 64 keys and 64 values, two bytes each, and 64 bytes for the cell.
    assertThat(f16.cacheBytes(4096, 2)).isEqualTo(8192 * (30 * 3 * 128 * 2 + 64));
    assertThat(f16.cacheBytes(4097, 2)).isEqualTo(2 * 4352 * (30 * 3 * 128 * 2 + 64));
    assertThat(q8.cacheBytes(4096, 2)).isEqualTo(8192 * (30 * 3 * 128 * 34 / 32 + 64));
    assertThat(f16.weightBytes()).isBetween(90_000_000L, 98_362_432L);
  }

  @Test
  void layersWithoutAttentionNeedNoCache() throws IOException {
    long cells = 256 * 64;
    long all = tiny(bytes -> bytes).cacheBytes(256, 1) - cells;
    long some =
        tiny(b -> b.set("llama.attention.head_count_kv", GgufBytes.u32s(2, 0, 0)))
            .cacheBytes(256, 1);
    long everyThird =
        tiny(b -> b.set("llama.full_attention_interval", GgufBytes.u32(3))).cacheBytes(256, 1);

    assertThat(all).isEqualTo(256L * 3 * 2 * 32 * 2);
    assertThat(some - cells).isEqualTo(all / 3);
    assertThat(everyThird - cells).isEqualTo(all / 3);
  }

  @Test
  void theDefaultContextIsModestWhereMemoryIsPlentiful() throws IOException {
    assertThat(tokens(endless(Map.of()), memory(64 * GIGABYTE))).isEqualTo(4096);
  }

  @Test
  void theDefaultContextShrinksToHalfOfWhatIsLeft() throws IOException {
    ModelPlan plan = endless(Map.of());
    long left = plan.need().cacheBytes(1024, 2) * 2;
    long needed = plan.need().weightBytes() + SPARE;

    assertThat(tokens(plan, memory(needed + left))).isEqualTo(1024);
    assertThat(tokens(plan, memory(needed + left - 2))).isEqualTo(512);
    assertThat(tokens(plan, memory(needed + plan.need().cacheBytes(512, 2)))).isEqualTo(512);
  }

  @Test
  void whatWasConfiguredIsTakenAsItIsOrRefused() throws IOException {
    ModelPlan plan = endless(Map.of("n_ctx", "1000000", "parallel", "1"));
    long needed = plan.need().weightBytes() + SPARE + plan.need().cacheBytes(1_000_000, 1);

    assertThat(tokens(plan, memory(needed))).isEqualTo(1_000_000);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> tokens(plan, memory(needed - 1)))
        .returns(ErrorCode.UNAVAILABLE, BackendException::code)
        .withMessageContaining("1 x 1000000 tokens")
        .satisfies(
            e -> assertThat(e.hint()).hasValueSatisfying(h -> assertThat(h).contains("n_ctx")));
  }

  @Test
  void memoryThatOthersUseIsNotThere() throws IOException {
    ModelPlan plan = endless(Map.of("n_ctx", "1000000", "parallel", "1"));
    long needed = plan.need().weightBytes() + SPARE + plan.need().cacheBytes(1_000_000, 1);
    MachineMemory busy = new MachineMemory(64 * GIGABYTE, needed - 1000);

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> plan.context(busy, 0))
        .returns(ErrorCode.OVERLOADED, BackendException::code)
        .withMessageContaining("of 64.0 GB of memory")
        .satisfies(
            e ->
                assertThat(e.hint())
                    .hasValueSatisfying(h -> assertThat(h).contains("other programs")));
    assertThat(plan.context(busy, 1000).sequenceTokens())
        .as("a model that leaves makes room")
        .isEqualTo(1_000_000);
  }

  @Test
  void noContextIsLongerThanTheModelWasMadeFor() throws IOException {
    assertThat(tokens(plan(Fixtures.tinyModel(), Map.of("n_ctx", "1000000")), memory(GIGABYTE)))
        .isEqualTo(512);
  }

  private static int tokens(ModelPlan plan, MachineMemory memory) {
    return plan.context(memory, 0).sequenceTokens();
  }

  private static MachineMemory memory(long bytes) {
    return new MachineMemory(bytes, bytes);
  }

  /** The tiny model, said to have been made for four thousand million tokens. */
  private ModelPlan endless(Map<String, String> settings) throws IOException {
    return plan(changed(b -> b.set("llama.context_length", GgufBytes.u32(0xFFFF_FFFFL))), settings);
  }

  private static ModelPlan plan(Path file, Map<String, String> settings) throws IOException {
    LlamaCppSettings all =
        LlamaCppSettings.of(
            TestingContext.settings(new LlamaCppBackendFactory().settings(), settings));
    GgufFile header = GgufFile.read(file);
    return new ModelPlan(
        "tiny",
        header,
        PromptWriter.template("tiny", header),
        MemoryNeed.of(header, all.cache()),
        all);
  }

  private MemoryNeed tiny(Change change) throws IOException {
    return MemoryNeed.of(GgufFile.read(changed(change)), CacheType.F16);
  }

  private Path changed(Change change) throws IOException {
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()));
    return Files.write(folder.resolve("changed.gguf"), change.on(bytes).bytes());
  }

  /** What a test does to the tiny model's header. */
  private interface Change {
    GgufBytes on(GgufBytes bytes);
  }
}
