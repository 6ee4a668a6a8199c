package org.jackfield.plugin.llamacpp.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.concat;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.int32;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.int64;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.text;
import static org.jackfield.plugin.llamacpp.gguf.GgufBytes.u32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GgufFileTest {
  @TempDir private Path folder;

  static List<HostileGguf.Case> hostile() {
    return HostileGguf.all();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void refusesDamagedFilesWithAReasonAndReadsLegalOnes(HostileGguf.Case hostile)
      throws IOException {
    Path file = Files.write(folder.resolve(hostile.name() + ".gguf"), hostile.bytes());

    switch (hostile.must()) {
      case REJECT ->
          assertThatExceptionOfType(GgufException.class)
              .isThrownBy(() -> GgufFile.read(file))
              .withMessageContaining(file.toString())
              .satisfies(e -> assertThat(e.defect()).isNotBlank());
      case LOAD -> assertThat(GgufFile.read(file).architecture()).isEqualTo("llama");
      case EITHER -> {
        try {
          assertThat(GgufFile.read(file).tensors()).isNotEmpty();
        } catch (GgufException e) {
          assertThat(e.defect()).isNotBlank();
        }
      }
    }
  }

  @Test
  void readsWhatTheBackendWantsToKnow() throws IOException {
    GgufFile file = GgufFile.read(Fixtures.tinyModel());

    assertThat(file.version()).isEqualTo(3);
    assertThat(file.architecture()).isEqualTo("llama");
    assertThat(file.contextLength()).isEqualTo(512);
    assertThat(file.whole("llama.block_count")).hasValue(3);
    assertThat(file.chatTemplate()).isPresent();
    assertThat(file.array("tokenizer.ggml.tokens").orElseThrow().count()).isEqualTo(768);
    assertThat(file.tensors()).hasSize(29).allSatisfy(t -> assertThat(t.sizeBytes()).isPositive());
    assertThat(file.text("llama.block_count")).isEmpty();
    assertThat(file.whole("general.architecture")).isEmpty();
  }

  @Test
  void namesTheCutOffPlace() {
    assertThat(defectOf(HostileGguf.named("truncated-data").bytes()))
        .contains("cut off inside the tensor data")
        .contains("662816");
    assertThat(defectOf(HostileGguf.named("html").bytes()))
        .contains("no GGUF file")
        .contains("'<!DO'");
    assertThat(defectOf(HostileGguf.named("big-endian-version").bytes())).contains("big-endian");
    assertThat(defectOf(HostileGguf.named("layers-huge").bytes()))
        .contains("block_count")
        .contains("2147483648");
  }

  @Test
  void readsVersionTwo() throws IOException {
    Path file = Files.write(folder.resolve("v2.gguf"), changed(g -> g.version = 2));

    assertThat(GgufFile.read(file).version()).isEqualTo(2);
  }

  @Test
  void refusesWhatWouldStopTheProcessInsideTheNativeLoader() {
    assertThat(defectOf(changed(g -> g.set("llama.expert_count", u32(5000)))))
        .contains("expert_count");
    assertThat(defectOf(changed(g -> g.set("llama.expert_used_count", u32(2)))))
        .contains("expert_used_count");
    assertThat(defectOf(changed(g -> g.set("llama.expert_count", u32(4)))))
        .contains("expert_used_count");
    assertThat(
            defectOf(
                changed(
                    g ->
                        g.set("llama.expert_count", u32(4))
                            .set("llama.expert_used_count", u32(2))
                            .set("llama.expert_group_count", u32(3)))))
        .contains("expert_group_count");
    assertThat(defectOf(changed(g -> g.set("llama.rope.scaling.type", text("spiral")))))
        .contains("spiral");
    assertThat(defectOf(changed(g -> g.set("llama.nextn_predict_layers", u32(9)))))
        .contains("nextn");
    assertThat(defectOf(changed(g -> g.set("llama.embedding_length", u32(0)))))
        .contains("embedding_length");
    assertThat(defectOf(changed(g -> g.drop("llama.context_length")))).contains("context_length");
  }

  @Test
  void refusesAVocabularyThatDoesNotFitTogether() {
    assertThat(defectOf(changed(g -> g.set("tokenizer.ggml.tokens", strings("a", "b", "a")))))
        .contains("different");
    assertThat(defectOf(changed(g -> g.set("tokenizer.ggml.tokens", u32(1)))))
        .contains("tokenizer.ggml.tokens");
    assertThat(defectOf(changed(g -> g.set("tokenizer.ggml.token_type", numbers(1, 1, 1)))))
        .contains("token_type");
    assertThat(defectOf(changed(g -> g.set("tokenizer.ggml.bos_token_id", u32(768)))))
        .contains("bos_token_id");
    assertThat(defectOf(changed(g -> g.drop("tokenizer.ggml.model"))))
        .contains("tokenizer.ggml.model");
  }

  @Test
  void refusesFilesThatAreNoWholeLanguageModel() {
    assertThat(defectOf(changed(g -> g.set("general.type", text("adapter"))))).contains("adapter");
    assertThat(defectOf(changed(g -> g.set("split.count", concat(int32(2), new byte[] {3, 0})))))
        .contains("--merge");
  }

  @Test
  void countsLongTextWithoutKeepingIt() throws IOException {
    Path file =
        Files.write(
            folder.resolve("long.gguf"), changed(g -> g.set("a.long", text("x".repeat(2 << 20)))));

    assertThat(GgufFile.read(file).metadata().get("a.long"))
        .isEqualTo(new GgufValue.LongText(2 << 20));
  }

  private static byte[] changed(Consumer<GgufBytes> change) {
    GgufBytes bytes = new GgufBytes(HostileGguf.named("valid").bytes());
    change.accept(bytes);
    return bytes.bytes();
  }

  private static byte[] strings(String... values) {
    byte[] out = concat(int32(9), int32(8), int64(values.length));
    for (String value : values) {
      byte[] t = text(value);
      out = concat(out, java.util.Arrays.copyOfRange(t, 4, t.length));
    }
    return out;
  }

  private static byte[] numbers(int... values) {
    byte[] out = concat(int32(9), int32(5), int64(values.length));
    for (int value : values) {
      out = concat(out, int32(value));
    }
    return out;
  }

  private String defectOf(byte[] bytes) {
    try {
      GgufFile.read(Files.write(folder.resolve("case.gguf"), bytes));
    } catch (GgufException e) {
      return e.defect();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return "nothing";
  }
}
