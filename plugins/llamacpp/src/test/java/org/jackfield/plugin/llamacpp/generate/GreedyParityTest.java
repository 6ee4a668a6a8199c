package org.jackfield.plugin.llamacpp.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.jackfield.plugin.llamacpp.ffm.ContextParams;
import org.jackfield.plugin.llamacpp.ffm.ContextParams.CacheType;
import org.jackfield.plugin.llamacpp.ffm.LlamaContext;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.ffm.TokenBatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The greedy choice after every token of the reference, which is of the transformers library in
 * f32. Where it is another one, the two have to be near each other by both scores. Each choice
 * follows the reference's tokens, so that one near tie, which the processor's instructions decide,
 * hides nothing of what comes after it.
 */
class GreedyParityTest {
  private static final ContextParams EXACT =
      new ContextParams(2048, 1, 512, 1, CacheType.F32, false);

  @Test
  void tinyModelGivesTheReferencesTokens() {
    JsonNode reference = Fixtures.json("tiny-llama.reference.json");

    Agreement agreement =
        compare(
            Fixtures.tinyModel(),
            reference,
            new ContextParams(512, 1, 512, 1, CacheType.F32, false),
            0.004);

    assertThat(agreement.ties()).isEmpty();
  }

  @Test
  void defaultModelLeavesTheReferenceOnlyAtNearTies() {
    JsonNode reference = Fixtures.json("smollm2-135m.reference.json");

    Agreement agreement = compare(TestArtifacts.smollm2(), reference, EXACT, 1);

    // The file is quantised and its activations are rounded to 8 bits, the reference is f32.
    assertThat(agreement.ties()).hasSizeLessThan(agreement.tokens() / 10);
  }

  /** How many tokens were compared, and those that we chose otherwise, by case and place. */
  private record Agreement(int tokens, List<String> ties) {}

  private static Agreement compare(
      Path file, JsonNode reference, ContextParams params, double tolerance) {
    List<String> ties = new ArrayList<>();
    int tokens = 0;
    try (LlamaModel model = LlamaModel.load(TestArtifacts.natives(), file);
        LlamaContext context = LlamaContext.open(model, params)) {
      for (JsonNode one : reference.get("cases")) {
        String name = one.get("name").asString();
        int[] prompt = Fixtures.ids(one.get("input_ids"));
        assertThat(
                model.tokenize(
                    one.get("rendered").asString().getBytes(StandardCharsets.UTF_8), true))
            .as("prompt of " + name)
            .isEqualTo(prompt);
        int[] expected = Fixtures.ids(one.get("output_ids"));
        float[] behind = new float[expected.length];
        int[] ours = greedy(model, context, prompt, expected, behind);
        tokens += expected.length;
        for (int at = 0; at < expected.length; at++) {
          if (ours[at] != expected[at]) {
            String place = name + " at token " + at;
            double margin = one.get("margins").get(at).asDouble();
            assertThat(margin + behind[at])
                .as(
                    "%s: ours is %s behind by the reference, theirs %s by us",
                    place, margin, behind[at])
                .isLessThan(tolerance);
            ties.add(place);
          }
        }
      }
    }
    return new Agreement(tokens, ties);
  }

  /**
   * Our choice after the prompt and each expected token, and how far the expected was behind it.
   */
  private static int[] greedy(
      LlamaModel model, LlamaContext context, int[] prompt, int[] expected, float[] behind) {
    int count = expected.length;
    Sampler sampler = new Sampler(SamplingOptions.GREEDY);
    Candidates candidates = new Candidates(model.vocabularySize());
    TokenBatch batch = context.batch();
    int[] out = new int[count];
    context.keep(0, 0);
    int last = -1;
    for (int i = 0; i < prompt.length; i++) {
      if (batch.room() == 0) {
        context.decode();
        batch.clear();
      }
      last = batch.add(prompt[i], i, 0, i == prompt.length - 1);
    }
    for (int n = 0; n < count; n++) {
      assertThat(context.decode()).isEqualTo(LlamaContext.Outcome.DONE);
      MemorySegment logits = context.logits(last);
      out[n] = sampler.choose(logits, candidates);
      behind[n] = score(logits, out[n]) - score(logits, expected[n]);
      batch.clear();
      last = batch.add(expected[n], prompt.length + n, 0, true);
    }
    batch.clear();
    return out;
  }

  private static float score(MemorySegment logits, int token) {
    return logits.getAtIndex(ValueLayout.JAVA_FLOAT, token);
  }
}
