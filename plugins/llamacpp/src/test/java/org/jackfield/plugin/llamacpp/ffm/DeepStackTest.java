package org.jackfield.plugin.llamacpp.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.jackfield.plugin.llamacpp.gguf.GgufBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeepStackTest {
  @TempDir private Path folder;

  @Test
  void theLongestMatchIsAWordWithTheWhiteSpaceBehindIt() {
    assertThat(DeepStack.longestMatch(utf8(""))).isZero();
    assertThat(DeepStack.longestMatch(utf8("one three  a"))).isEqualTo(7);
    assertThat(DeepStack.longestMatch(utf8("   "))).isEqualTo(3);
    assertThat(DeepStack.longestMatch(utf8("a\n\n\n\nb"))).isEqualTo(5);
    assertThat(DeepStack.longestMatch(utf8("ä"))).isEqualTo(2);
  }

  @Test
  void shortTextStaysOnItsThreadAndLongRunsGetTheirOwn() {
    Thread own = Thread.currentThread();

    assertThat(DeepStack.run(utf8("word ".repeat(10_000)), Thread::currentThread)).isSameAs(own);
    assertThat(DeepStack.run(utf8("w".repeat(10_000)), Thread::currentThread)).isNotSameAs(own);
  }

  @Test
  void whatTheTaskThrowsComesThrough() {
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(
            () ->
                DeepStack.run(
                    utf8("w".repeat(10_000)),
                    () -> {
                      throw new NativeException("known");
                    }))
        .withMessage("known");
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> DeepStack.run(new byte[5 << 20], () -> 1))
        .withMessageContaining("5242880");
  }

  /** Without the deep stack each of these ends the process. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "tekken", "deepseek-llm", "falcon", "default", "minimax-m2"})
  void longRunsDoNotOverflowTheStackUnderAnyVocabulary(String vocabulary) throws Exception {
    Path file = Files.write(folder.resolve("vocabulary.gguf"), withPreTokenizer(vocabulary));
    try (LlamaModel model = LlamaModel.load(TestArtifacts.natives(), file)) {
      FutureTask<Integer> tokens = new FutureTask<>(() -> longRuns(model));
      Thread.ofVirtual().start(tokens);

      assertThat(tokens.get()).isGreaterThan(1000);
    }
  }

  private static int longRuns(LlamaModel model) {
    int tokens = 0;
    for (String text : new String[] {"a", " ", "1", "!", "é", "\n", "世"}) {
      tokens += model.tokenize(utf8(text.repeat(30_000)), false).length;
    }
    return tokens;
  }

  private static byte[] withPreTokenizer(String name) throws IOException {
    return new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()))
        .set("tokenizer.ggml.pre", GgufBytes.text(name))
        .bytes();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
