package org.jackfield.plugin.llamacpp.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A loaded model: weights, memory-mapped, and vocabulary. Reading the vocabulary is thread-safe;
 * {@link #close} must come after the last use and after the close of every context.
 */
public final class LlamaModel implements AutoCloseable {
  private static final int FIRST_PIECE_BYTES = 64;

  private final LlamaLibrary library;
  private final LlamaCalls calls;
  private final MemorySegment model;
  private final MemorySegment vocab;
  private final int vocabularySize;

  private LlamaModel(LlamaLibrary library, MemorySegment model) {
    this.library = library;
    this.calls = library.calls();
    this.model = model;
    this.vocab = calls.modelVocab(model);
    this.vocabularySize = calls.vocabSize(vocab);
  }

  /**
   * Loads a model; blocks for as long as that takes.
   *
   * @param file whose header has been checked: some damaged ones would end the process here
   * @throws NativeException with the library's reason
   */
  public static LlamaModel load(Path nativeDirectory, Path file) {
    LlamaLibrary library = LlamaLibrary.open(nativeDirectory);
    try (Arena arena = Arena.ofConfined()) {
      library.log().forget();
      MemorySegment params = library.calls().modelDefaults(arena);
      MemorySegment model = library.calls().modelLoad(arena.allocateFrom(file.toString()), params);
      if (model.address() == 0) {
        throw new NativeException(
            "llama.cpp could not load " + file + ": " + library.log().reason());
      }
      return new LlamaModel(library, model);
    } catch (RuntimeException | Error e) {
      library.close();
      throw e;
    }
  }

  /** Number of tokens in the vocabulary. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** The token that begins a sequence, or -1. */
  public int beginningOfSequence() {
    return calls.beginningOfSequence(vocab);
  }

  /** The token that ends a sequence, or -1. */
  public int endOfSequence() {
    return calls.endOfSequence(vocab);
  }

  /** Whether a prompt of this model has to begin with {@link #beginningOfSequence}. */
  public boolean addsBeginningOfSequence() {
    return calls.addsBeginning(vocab);
  }

  /** Whether the token ends the answer. */
  public boolean endsGeneration(int token) {
    return calls.isEndOfGeneration(vocab, token);
  }

  /** Whether the token has the attribute. */
  public boolean has(int token, TokenAttribute attribute) {
    return attribute.in(calls.tokenAttributes(vocab, token));
  }

  /** The token as the vocabulary spells it; for control tokens that is the text of a template. */
  public String spelling(int token) {
    return calls.tokenText(vocab, token);
  }

  /**
   * Turns text into tokens; adds none at the ends.
   *
   * @param utf8 the text
   * @param parseControl whether the spelling of a control token gives that token; never for text of
   *     a user
   */
  public int[] tokenize(byte[] utf8, boolean parseControl) {
    if (utf8.length == 0) {
      return new int[0];
    }
    return DeepStack.run(utf8, () -> tokens(utf8, parseControl));
  }

  private int[] tokens(byte[] utf8, boolean parseControl) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(utf8.length);
      MemorySegment.copy(utf8, 0, text, JAVA_BYTE, 0, utf8.length);
      int room = utf8.length / 2 + 16;
      MemorySegment out = arena.allocate(JAVA_INT, room);
      int n = calls.tokenize(vocab, text, utf8.length, out, room, parseControl);
      if (n < 0) {
        if (n == Integer.MIN_VALUE) {
          throw new NativeException(
              "The text of " + utf8.length + " bytes gives more tokens than can be counted");
        }
        out = arena.allocate(JAVA_INT, -n);
        n = calls.tokenize(vocab, text, utf8.length, out, -n, parseControl);
      }
      return out.asSlice(0, 4L * n).toArray(JAVA_INT);
    }
  }

  /**
   * The bytes a token stands for; they need not be whole characters.
   *
   * @param showControl whether a control token gives its spelling instead of nothing
   */
  public byte[] piece(int token, boolean showControl) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(FIRST_PIECE_BYTES);
      int n = calls.tokenPiece(vocab, token, out, FIRST_PIECE_BYTES, showControl);
      if (n < 0) {
        out = arena.allocate(-n);
        n = calls.tokenPiece(vocab, token, out, -n, showControl);
      }
      return out.asSlice(0, n).toArray(JAVA_BYTE);
    }
  }

  LlamaLibrary library() {
    return library;
  }

  MemorySegment handle() {
    return model;
  }

  /** Frees the weights and gives back the share of the library. Call once. */
  @Override
  public void close() {
    calls.modelFree(model);
    library.close();
  }
}
