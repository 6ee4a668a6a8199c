package org.jackfield.plugin.llamacpp.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Arrays;

/**
 * Struct sizes and field offsets of llama.cpp 0.5.0, and the default values by which a library
 * proves that it has them.
 *
 * <p>Offsets are those that {@code sizeof} and {@code offsetof} print for {@code llama.h} of that
 * version. The structs are opaque blocks of longs here: all of them are larger than 16 bytes, so
 * every ABI passes them in memory, whatever the types of their fields.
 */
final class LlamaAbi {
  /** What {@code llama_version()} begins with when these layouts hold. */
  static final String VERSION = "0.5.0";

  static final StructLayout MODEL_PARAMS = opaque(80);
  static final StructLayout CONTEXT_PARAMS = opaque(160);
  static final StructLayout BATCH = opaque(56);

  static final long N_CTX = 0;
  static final long N_BATCH = 4;
  static final long N_UBATCH = 8;
  static final long N_SEQ_MAX = 12;
  static final long N_OUTPUTS_MAX = 20;
  static final long N_THREADS = 28;
  static final long N_THREADS_BATCH = 32;
  static final long FLASH_ATTENTION = 52;
  static final long TYPE_K = 104;
  static final long TYPE_V = 108;
  static final long ABORT_CALLBACK = 112;
  static final long KV_UNIFIED = 133;

  static final long BATCH_N_TOKENS = 0;
  static final long BATCH_TOKEN = 8;
  static final long BATCH_POS = 24;
  static final long BATCH_N_SEQ_ID = 32;
  static final long BATCH_SEQ_ID = 40;
  static final long BATCH_LOGITS = 48;

  private static final int MINUS_ONE_F = 0xBF80_0000;

  // Bytes behind the last field of model_params (2) are padding and may hold anything.
  private static final int[] MODEL_DEFAULTS = {
    0, 0, 0, 0, -1, 1, -1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0001_0000, 0
  };
  private static final int[] CONTEXT_DEFAULTS = {
    512,
    2048,
    512,
    1,
    0,
    0,
    1,
    4,
    4,
    0,
    -1,
    -1,
    -1,
    -1,
    0,
    0,
    MINUS_ONE_F,
    MINUS_ONE_F,
    MINUS_ONE_F,
    MINUS_ONE_F,
    0,
    MINUS_ONE_F,
    0,
    0,
    0,
    0,
    1,
    1,
    0,
    0,
    0,
    0,
    0x0101_0100,
    1,
    0,
    0,
    0,
    0,
    0,
    0
  };

  private LlamaAbi() {}

  /** Compares the library's own defaults, word by word, with what this layout expects. */
  static void check(String version, MemorySegment modelDefaults, MemorySegment contextDefaults) {
    checkVersion(version);
    compare("llama_model_params", version, MODEL_DEFAULTS, modelDefaults, 0x0000_FFFF);
    compare("llama_context_params", version, CONTEXT_DEFAULTS, contextDefaults, -1);
  }

  static void checkVersion(String version) {
    if (!version.equals(VERSION) && !version.startsWith(VERSION + "-")) {
      throw new NativeException(
          "llama.cpp library version '"
              + version
              + "' is not supported; this plugin works with version "
              + VERSION
              + " only, because struct layouts change between versions. Remove the setting that names this library, so"
              + " that the pinned one is pulled.");
    }
  }

  private static void compare(
      String struct, String version, int[] expected, MemorySegment actual, int lastWordMask) {
    int[] words = actual.toArray(JAVA_INT);
    int last = words.length - 1;
    words[last] &= lastWordMask;
    int at = Arrays.mismatch(expected, words);
    if (at >= 0) {
      throw new NativeException(
          "llama.cpp library version '"
              + version
              + "' has another layout of "
              + struct
              + " than expected: the word at byte "
              + 4 * at
              + " is "
              + (at <= last ? Integer.toHexString(words[at]) : "missing")
              + " by default. Remove the setting that names this library, so that the pinned one is pulled.");
    }
  }

  private static StructLayout opaque(int bytes) {
    return MemoryLayout.structLayout(MemoryLayout.sequenceLayout(bytes / 8, JAVA_LONG));
  }
}
