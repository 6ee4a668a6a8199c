package org.jackfield.plugin.llamacpp.generate;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SamplerTest {
  private static final JsonNode SAMPLING = Fixtures.json("sampling.json");
  private static final List<String> OUR_ORDER =
      List.of("repetition_penalty", "temperature", "top_k", "top_p", "min_p");

  /** The cases of the transformers library that use our steps in our order. */
  static List<JsonNode> cases() {
    List<JsonNode> cases = new ArrayList<>();
    for (JsonNode one : SAMPLING.get("cases")) {
      List<Integer> steps = new ArrayList<>();
      for (JsonNode processor : one.get("processors")) {
        steps.add(OUR_ORDER.indexOf(name(processor)));
      }
      if (!steps.contains(-1) && steps.equals(steps.stream().sorted().toList())) {
        cases.add(one);
      }
    }
    assertThat(cases).hasSize(42);
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keepsAndWeighsWhatTransformersDoes(JsonNode one) {
    float[] logits = logits(one.get("logits").asString());
    SamplingOptions options = options(one.get("processors"), OptionalLong.of(1));
    Candidates candidates = new Candidates(logits.length);
    System.arraycopy(logits, 0, candidates.scores, 0, logits.length);
    Sampler sampler = new Sampler(options, Fixtures.ids(one.get("previous_ids")));
    sampler.penalize(candidates);
    sampler.filter(candidates);

    TreeMap<Integer, Double> kept = new TreeMap<>();
    double total = 0;
    for (int i = 0; i < candidates.size(); i++) {
      kept.put(candidates.id(i), candidates.weight(i));
      total += candidates.weight(i);
    }
    JsonNode expected = one.get("processed_logits");
    JsonNode probabilities = one.get("probabilities");
    for (int id = 0; id < logits.length; id++) {
      assertThat(kept.containsKey(id))
          .as("token %d is kept", id)
          .isEqualTo(!expected.get(id).isNull());
      if (kept.containsKey(id)) {
        double probability = probabilities.get(id).asDouble();
        assertThat(kept.get(id) / total)
            .isCloseTo(probability, within(Math.max(1e-6, 1e-5 * probability)));
      }
    }
    assertThat(kept).hasSize(one.get("kept").asInt());
  }

  @Test
  void temperatureZeroTakesTheLikeliestWithoutLookingAtTheSeed() {
    assertThat(choices(SamplingOptions.GREEDY, logits("normal256"), 20)).containsOnly(24);
  }

  @Test
  void penaltiesActAtTemperatureZeroToo() {
    SamplingOptions options = new SamplingOptions(0, 0, 1, 0, 1, 64, 0, 3, OptionalLong.empty());

    assertThat(choices(options, new float[] {5, 4, 0}, 4)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void presenceCountsOnceAndFrequencyEachTime() {
    SamplingOptions presence = new SamplingOptions(0, 0, 1, 0, 1, 64, 2, 0, OptionalLong.empty());
    SamplingOptions frequency = new SamplingOptions(0, 0, 1, 0, 1, 64, 0, 2, OptionalLong.empty());
    float[] logits = {5, 2, -9};

    assertThat(choices(presence, logits, 3)).containsExactly(0, 0, 0);
    assertThat(choices(frequency, logits, 3)).containsExactly(0, 0, 1);
  }

  @Test
  void repeatPenaltyForgetsWhatLeftItsWindow() {
    SamplingOptions options = new SamplingOptions(0, 0, 1, 0, 2, 1, 0, 0, OptionalLong.empty());

    assertThat(choices(options, new float[] {5, 4, 1}, 4)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void repeatPenaltySeesTheEndOfThePrompt() {
    SamplingOptions options = new SamplingOptions(0, 0, 1, 0, 2, 2, 0, 0, OptionalLong.empty());
    float[] logits = {5, 4, 1};

    assertThat(choose(new Sampler(options, 0, 2, 2), logits)).isEqualTo(0);
    assertThat(choose(new Sampler(options, 2, 2, 0), logits)).isEqualTo(1);
  }

  @Test
  void sameSeedGivesTheSameTokensAndAnotherSeedOthers() {
    SamplingOptions seven = new SamplingOptions(1, 0, 1, 0, 1, 64, 0, 0, OptionalLong.of(7));
    SamplingOptions eight = new SamplingOptions(1, 0, 1, 0, 1, 64, 0, 0, OptionalLong.of(8));
    float[] logits = logits("flat");

    assertThat(choices(seven, logits, 50)).isEqualTo(choices(seven, logits, 50));
    assertThat(choices(seven, logits, 50)).isNotEqualTo(choices(eight, logits, 50));
  }

  @Test
  void choosesInProportionToTheProbabilities() {
    SamplingOptions options = new SamplingOptions(1, 0, 1, 0, 1, 64, 0, 0, OptionalLong.of(3));
    float[] logits = {(float) Math.log(0.7), (float) Math.log(0.2), (float) Math.log(0.1)};

    List<Integer> chosen = choices(options, logits, 20_000);

    assertThat(share(chosen, 0)).isCloseTo(0.7, within(0.02));
    assertThat(share(chosen, 1)).isCloseTo(0.2, within(0.02));
    assertThat(share(chosen, 2)).isCloseTo(0.1, within(0.02));
  }

  @Test
  void topKOfALargeVocabularyIsExact() {
    Random random = new Random(5);
    float[] logits = new float[150_000];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian();
    }
    Candidates candidates = new Candidates(logits.length);
    System.arraycopy(logits, 0, candidates.scores, 0, logits.length);

    for (int k : new int[] {1, 2, 40, 1000, 149_999}) {
      candidates.keepTop(k);
      float[] sorted = logits.clone();
      java.util.Arrays.sort(sorted);
      float threshold = sorted[sorted.length - k];
      long expected = 0;
      for (float logit : logits) {
        expected += logit >= threshold ? 1 : 0;
      }
      assertThat((long) candidates.size()).isEqualTo(expected);
      for (int i = 0; i < candidates.size(); i++) {
        assertThat(logits[candidates.id(i)]).isGreaterThanOrEqualTo(threshold);
      }
    }
  }

  @Test
  void saysSoWhenNoScoreIsANumber() {
    float[] nothing = {Float.NaN, Float.NaN};
    SamplingOptions random = new SamplingOptions(1, 40, 0.9, 0.1, 1, 64, 0, 0, OptionalLong.of(3));

    assertThat(choices(SamplingOptions.GREEDY, nothing, 1)).containsExactly(-1);
    assertThat(choices(random, nothing, 1)).containsExactly(-1);
    assertThat(choices(random, new float[] {Float.POSITIVE_INFINITY, 0}, 1)).containsExactly(-1);
    assertThat(choices(random, new float[] {Float.NaN, 1}, 1)).containsExactly(1);
  }

  @Test
  void refusesValuesWithoutAMeaning() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SamplingOptions(-1, 0, 1, 0, 1, 64, 0, 0, OptionalLong.empty()))
        .withMessageContaining("temperature");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SamplingOptions(1, 0, 1.5, 0, 1, 64, 0, 0, OptionalLong.empty()))
        .withMessageContaining("top_p");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SamplingOptions(Double.NaN, 0, 1, 0, 1, 64, 0, 0, OptionalLong.empty()));
  }

  private static double share(List<Integer> chosen, int id) {
    return chosen.stream().filter(c -> c == id).count() / (double) chosen.size();
  }

  private static List<Integer> choices(SamplingOptions options, float[] logits, int count) {
    Sampler sampler = new Sampler(options);
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(choose(sampler, logits));
    }
    return chosen;
  }

  private static int choose(Sampler sampler, float[] logits) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocateFrom(JAVA_FLOAT, logits);
      return sampler.choose(segment, new Candidates(logits.length));
    }
  }

  private static float[] logits(String name) {
    JsonNode array = SAMPLING.get("logits").get(name);
    float[] logits = new float[array.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) array.get(i).asDouble();
    }
    return logits;
  }

  private static String name(JsonNode processor) {
    return Set.copyOf(processor.propertyNames()).iterator().next();
  }

  private static SamplingOptions options(JsonNode processors, OptionalLong seed) {
    double temperature = 1;
    double topP = 1;
    double minP = 0;
    double repeat = 1;
    int topK = 0;
    for (JsonNode processor : processors) {
      String name = name(processor);
      JsonNode value = processor.get(name);
      switch (name) {
        case "temperature" -> temperature = value.asDouble();
        case "top_k" -> topK = value.asInt();
        case "top_p" -> topP = value.asDouble();
        case "min_p" -> minP = value.asDouble();
        case "repetition_penalty" -> repeat = value.asDouble();
        default -> throw new IllegalArgumentException(name);
      }
    }
    return new SamplingOptions(temperature, topK, topP, minP, repeat, 1000, 0, 0, seed);
  }
}
