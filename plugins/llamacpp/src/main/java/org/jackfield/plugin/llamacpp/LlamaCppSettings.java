package org.jackfield.plugin.llamacpp;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jackfield.plugin.llamacpp.ffm.ContextParams.CacheType;
import org.jackfield.plugin.llamacpp.generate.SamplingOptions;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;

/**
 * The backend's settings, checked.
 *
 * @param model a name of the catalogue, or a path
 * @param library a name of the catalogue, or a path
 * @param contextTokens asked for, if any are; a model may allow less
 * @param threads that compute
 * @param batchTokens computed at once
 * @param parallel answers that grow side by side
 * @param queueLimitRequests that may wait
 * @param cache how the key-value cache is stored
 * @param maxModels kept in memory
 * @param sampling what a request leaves open
 * @param repeatLastTokens how many tokens the repeat penalty sees
 */
record LlamaCppSettings(
    String model,
    String library,
    OptionalInt contextTokens,
    int threads,
    int batchTokens,
    int parallel,
    int queueLimitRequests,
    CacheType cache,
    int maxModels,
    Sampling sampling,
    int repeatLastTokens) {

  /** llama.cpp's own default. */
  private static final double TEMPERATURE = 0.8;

  /** Enough for a conversation, and little beside the weights of any model. */
  private static final int CONTEXT_TOKENS = 4096;

  static LlamaCppSettings of(Settings settings) {
    LlamaCppSettings all =
        new LlamaCppSettings(
            settings.string("model"),
            settings.string("library"),
            settings.has("n_ctx")
                ? OptionalInt.of(number(settings, "n_ctx", 16, 16_777_216))
                : OptionalInt.empty(),
            settings.has("n_threads")
                ? number(settings, "n_threads", 1, 512)
                : PhysicalCores.count(),
            number(settings, "n_batch", 1, 16_384),
            number(settings, "parallel", 1, 64),
            number(settings, "queue_limit", 0, 100_000),
            CacheType.valueOf(settings.string("kv_type").toUpperCase(Locale.ROOT)),
            number(settings, "max_models", 1, 64),
            Sampling.NONE
                .withTemperature(TEMPERATURE)
                .withTopK(number(settings, "top_k", 0, Integer.MAX_VALUE))
                .withTopP(settings.decimal("top_p"))
                .withMinP(settings.decimal("min_p"))
                .withPenalties(
                    Penalties.NONE
                        .withRepeat(settings.decimal("repeat_penalty"))
                        .withPresence(0)
                        .withFrequency(0)),
            number(settings, "repeat_last_n", 0, 1_000_000));
    all.sampling(Sampling.NONE);
    return all;
  }

  /** Tokens of context for a model that was made for so many; scarce memory may allow less. */
  int contextTokens(long modelTokens) {
    return (int) Math.min(contextTokens.orElse(CONTEXT_TOKENS), modelTokens);
  }

  /** A request's sampling, with what it leaves open filled in. */
  SamplingOptions sampling(Sampling asked) {
    Sampling s = asked.or(sampling);
    try {
      return new SamplingOptions(
          s.temperature().orElseThrow(),
          s.topK().orElseThrow(),
          s.topP().orElseThrow(),
          s.minP().orElseThrow(),
          s.penalties().repeat().orElseThrow(),
          repeatLastTokens,
          s.penalties().presence().orElseThrow(),
          s.penalties().frequency().orElseThrow(),
          s.seed().isPresent() ? s.seed() : OptionalLong.empty());
    } catch (IllegalArgumentException e) {
      throw new BackendException(ErrorCode.INVALID_REQUEST, "Sampling: " + e.getMessage() + ".", e);
    }
  }

  private static int number(Settings settings, String name, long min, long max) {
    long value = settings.integer(name);
    if (value < min || value > max) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST,
          "The setting '" + name + "' is " + value + "; " + min + " to " + max + " is possible.");
    }
    return (int) value;
  }
}
