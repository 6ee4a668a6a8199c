package org.jackfield.plugin.llamacpp.ffm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.jackfield.plugin.llamacpp.ffm.ContextParams.CacheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LlamaContextTest {
  private LlamaModel model;
  private LlamaContext context;

  @BeforeEach
  void open() {
    model = LlamaModel.load(TestArtifacts.natives(), Fixtures.tinyModel());
    context = LlamaContext.open(model, new ContextParams(256, 2, 256, 1, CacheType.F32, false));
  }

  @AfterEach
  void close() {
    context.close();
    model.close();
  }

  @Test
  void anAbortedDecodeCanBeRolledBackAndDoneAgain() {
    float[] expected = decode(0, 0, 100, true);
    context.keep(0, 0);
    decode(0, 0, 60, false);

    context.abort(true);
    fill(0, 60, 100, true);
    assertThat(context.decode()).isEqualTo(LlamaContext.Outcome.ABORTED);
    context.abort(false);
    assertThat(context.keep(0, 60)).isEqualTo(60);

    assertThat(context.cached(0)).isEqualTo(60);
    assertThat(decode(0, 60, 100, true)).isEqualTo(expected);
  }

  @Test
  void anAbortFromAnotherThreadEndsADecode() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    // A context belongs to the thread that made it.
    Callable<LlamaContext.Outcome> work =
        () -> {
          try (LlamaModel real = LlamaModel.load(TestArtifacts.natives(), TestArtifacts.smollm2());
              LlamaContext large =
                  LlamaContext.open(
                      real, new ContextParams(4096, 1, 4096, 1, CacheType.F16, true))) {
            for (int i = 0; i < 4096; i++) {
              large.batch().add(300 + i, i, 0, i == 4095);
            }
            Thread.ofPlatform()
                .start(
                    () -> {
                      begun.countDown();
                      large.abort(true);
                    });
            return large.decode();
          }
        };
    FutureTask<LlamaContext.Outcome> decoding = new FutureTask<>(work);
    Thread.ofPlatform().start(decoding);

    begun.await();
    assertThat(decoding.get()).isEqualTo(LlamaContext.Outcome.ABORTED);
  }

  @Test
  void sequencesDoNotSeeEachOther() {
    float[] alone = decode(0, 0, 50, true);
    context.keep(0, 0);
    decode(1, 100, 180, false, 100);

    assertThat(decode(0, 0, 50, true)).isEqualTo(alone);
    assertThat(context.cached(0)).isEqualTo(50);
    assertThat(context.cached(1)).isEqualTo(80);
  }

  @Test
  void keepingNothingEmptiesTheSequence() {
    decode(0, 0, 50, false);

    assertThat(context.keep(0, 0)).isZero();
    assertThat(context.cached(0)).isZero();
    assertThat(context.sequenceTokens()).isGreaterThanOrEqualTo(256);
  }

  @Test
  void whatTheLibraryRefusesHasItsReason() {
    context.batch().clear();
    context.batch().add(9_999_999, 0, 0, true);

    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> context.decode())
        .withMessageContaining("llama_decode ended with code -1")
        .withMessageContaining("9999999");
  }

  private float[] decode(int sequence, int from, int to, boolean wanted) {
    return decode(sequence, from, to, wanted, 0);
  }

  private float[] decode(int sequence, int from, int to, boolean wanted, int shift) {
    fill(sequence, from, to, wanted, shift);
    assertThat(context.decode()).isEqualTo(LlamaContext.Outcome.DONE);
    return wanted ? context.logits(context.batch().size() - 1).toArray(JAVA_FLOAT) : new float[0];
  }

  private void fill(int sequence, int from, int to, boolean wanted) {
    fill(sequence, from, to, wanted, 0);
  }

  private void fill(int sequence, int from, int to, boolean wanted, int shift) {
    context.batch().clear();
    for (int i = from; i < to; i++) {
      context.batch().add(300 + i, i - shift, sequence, wanted && i == to - 1);
    }
  }
}
