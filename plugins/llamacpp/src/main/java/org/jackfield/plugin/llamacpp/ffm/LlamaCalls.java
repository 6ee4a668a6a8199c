package org.jackfield.plugin.llamacpp.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The C functions, typed. One method is one call; nothing else happens here. Thread-safe as far as
 * the function is.
 */
final class LlamaCalls {
  private final SymbolLookup symbols;
  private final Linker linker = Linker.nativeLinker();

  private final MethodHandle version;
  private final MethodHandle modelDefaults;
  private final MethodHandle contextDefaults;
  private final MethodHandle logSet;
  private final MethodHandle backendInit;
  private final MethodHandle backendCount;
  private final MethodHandle loadBackends;
  private final MethodHandle modelLoad;
  private final MethodHandle modelFree;
  private final MethodHandle modelVocab;
  private final MethodHandle vocabSize;
  private final MethodHandle tokenAttributes;
  private final MethodHandle tokenText;
  private final MethodHandle isEndOfGeneration;
  private final MethodHandle beginningOfSequence;
  private final MethodHandle endOfSequence;
  private final MethodHandle addsBeginning;
  private final MethodHandle tokenize;
  private final MethodHandle tokenPiece;
  private final MethodHandle contextNew;
  private final MethodHandle contextFree;
  private final MethodHandle contextSequenceLength;
  private final MethodHandle contextThreads;
  private final MethodHandle memory;
  private final MethodHandle memoryRemove;
  private final MethodHandle memoryLast;
  private final MethodHandle decode;
  private final MethodHandle logits;

  LlamaCalls(SymbolLookup symbols) {
    this.symbols = symbols;
    version = bind("llama_version", FunctionDescriptor.of(ADDRESS));
    modelDefaults =
        bind("llama_model_default_params", FunctionDescriptor.of(LlamaAbi.MODEL_PARAMS));
    contextDefaults =
        bind("llama_context_default_params", FunctionDescriptor.of(LlamaAbi.CONTEXT_PARAMS));
    logSet = bind("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    backendInit = bind("llama_backend_init", FunctionDescriptor.ofVoid());
    backendCount = bind("ggml_backend_reg_count", FunctionDescriptor.of(JAVA_LONG));
    loadBackends = bind("ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(ADDRESS));
    modelLoad =
        bind(
            "llama_model_load_from_file",
            FunctionDescriptor.of(ADDRESS, ADDRESS, LlamaAbi.MODEL_PARAMS));
    modelFree = bind("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS));
    modelVocab = bind("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS));
    vocabSize = bind("llama_vocab_n_tokens", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    tokenAttributes =
        bind("llama_vocab_get_attr", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    tokenText = bind("llama_vocab_get_text", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    isEndOfGeneration =
        bind("llama_vocab_is_eog", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
    beginningOfSequence = bind("llama_vocab_bos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    endOfSequence = bind("llama_vocab_eos", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    addsBeginning = bind("llama_vocab_get_add_bos", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    tokenize =
        bind(
            "llama_tokenize",
            FunctionDescriptor.of(
                JAVA_INT,
                ADDRESS,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                JAVA_BOOLEAN,
                JAVA_BOOLEAN));
    tokenPiece =
        bind(
            "llama_token_to_piece",
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));
    contextNew =
        bind(
            "llama_init_from_model",
            FunctionDescriptor.of(ADDRESS, ADDRESS, LlamaAbi.CONTEXT_PARAMS));
    contextFree = bind("llama_free", FunctionDescriptor.ofVoid(ADDRESS));
    contextSequenceLength = bind("llama_n_ctx_seq", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    contextThreads =
        bind("llama_set_n_threads", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT));
    memory = bind("llama_get_memory", FunctionDescriptor.of(ADDRESS, ADDRESS));
    memoryRemove =
        bind(
            "llama_memory_seq_rm",
            FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    memoryLast =
        bind("llama_memory_seq_pos_max", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    decode = bind("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, LlamaAbi.BATCH));
    logits = bind("llama_get_logits_ith", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  }

  private MethodHandle bind(String name, FunctionDescriptor type) {
    return linker.downcallHandle(symbol(name), type);
  }

  /** The address of a function. */
  MemorySegment symbol(String name) {
    return symbols
        .find(name)
        .orElseThrow(() -> new NativeException("The llama.cpp library lacks the function " + name));
  }

  String version() {
    try {
      return text((MemorySegment) version.invokeExact());
    } catch (Throwable t) {
      throw failed("llama_version", t);
    }
  }

  MemorySegment modelDefaults(Arena arena) {
    try {
      return (MemorySegment) modelDefaults.invokeExact((SegmentAllocator) arena);
    } catch (Throwable t) {
      throw failed("llama_model_default_params", t);
    }
  }

  MemorySegment contextDefaults(Arena arena) {
    try {
      return (MemorySegment) contextDefaults.invokeExact((SegmentAllocator) arena);
    } catch (Throwable t) {
      throw failed("llama_context_default_params", t);
    }
  }

  void logSet(MemorySegment callback) {
    try {
      logSet.invokeExact(callback, MemorySegment.NULL);
    } catch (Throwable t) {
      throw failed("llama_log_set", t);
    }
  }

  void backendInit() {
    try {
      backendInit.invokeExact();
    } catch (Throwable t) {
      throw failed("llama_backend_init", t);
    }
  }

  long backendCount() {
    try {
      return (long) backendCount.invokeExact();
    } catch (Throwable t) {
      throw failed("ggml_backend_reg_count", t);
    }
  }

  void loadBackends(MemorySegment directory) {
    try {
      loadBackends.invokeExact(directory);
    } catch (Throwable t) {
      throw failed("ggml_backend_load_all_from_path", t);
    }
  }

  MemorySegment modelLoad(MemorySegment path, MemorySegment params) {
    try {
      return (MemorySegment) modelLoad.invokeExact(path, params);
    } catch (Throwable t) {
      throw failed("llama_model_load_from_file", t);
    }
  }

  void modelFree(MemorySegment model) {
    try {
      modelFree.invokeExact(model);
    } catch (Throwable t) {
      throw failed("llama_model_free", t);
    }
  }

  MemorySegment modelVocab(MemorySegment model) {
    try {
      return (MemorySegment) modelVocab.invokeExact(model);
    } catch (Throwable t) {
      throw failed("llama_model_get_vocab", t);
    }
  }

  int vocabSize(MemorySegment vocab) {
    try {
      return (int) vocabSize.invokeExact(vocab);
    } catch (Throwable t) {
      throw failed("llama_vocab_n_tokens", t);
    }
  }

  int tokenAttributes(MemorySegment vocab, int token) {
    try {
      return (int) tokenAttributes.invokeExact(vocab, token);
    } catch (Throwable t) {
      throw failed("llama_vocab_get_attr", t);
    }
  }

  String tokenText(MemorySegment vocab, int token) {
    try {
      return text((MemorySegment) tokenText.invokeExact(vocab, token));
    } catch (Throwable t) {
      throw failed("llama_vocab_get_text", t);
    }
  }

  boolean isEndOfGeneration(MemorySegment vocab, int token) {
    try {
      return (boolean) isEndOfGeneration.invokeExact(vocab, token);
    } catch (Throwable t) {
      throw failed("llama_vocab_is_eog", t);
    }
  }

  int beginningOfSequence(MemorySegment vocab) {
    try {
      return (int) beginningOfSequence.invokeExact(vocab);
    } catch (Throwable t) {
      throw failed("llama_vocab_bos", t);
    }
  }

  int endOfSequence(MemorySegment vocab) {
    try {
      return (int) endOfSequence.invokeExact(vocab);
    } catch (Throwable t) {
      throw failed("llama_vocab_eos", t);
    }
  }

  boolean addsBeginning(MemorySegment vocab) {
    try {
      return (boolean) addsBeginning.invokeExact(vocab);
    } catch (Throwable t) {
      throw failed("llama_vocab_get_add_bos", t);
    }
  }

  int tokenize(
      MemorySegment vocab,
      MemorySegment text,
      int bytes,
      MemorySegment out,
      int room,
      boolean special) {
    try {
      return (int) tokenize.invokeExact(vocab, text, bytes, out, room, false, special);
    } catch (Throwable t) {
      throw failed("llama_tokenize", t);
    }
  }

  int tokenPiece(MemorySegment vocab, int token, MemorySegment out, int room, boolean special) {
    try {
      return (int) tokenPiece.invokeExact(vocab, token, out, room, 0, special);
    } catch (Throwable t) {
      throw failed("llama_token_to_piece", t);
    }
  }

  MemorySegment contextNew(MemorySegment model, MemorySegment params) {
    try {
      return (MemorySegment) contextNew.invokeExact(model, params);
    } catch (Throwable t) {
      throw failed("llama_init_from_model", t);
    }
  }

  void contextFree(MemorySegment context) {
    try {
      contextFree.invokeExact(context);
    } catch (Throwable t) {
      throw failed("llama_free", t);
    }
  }

  int contextSequenceLength(MemorySegment context) {
    try {
      return (int) contextSequenceLength.invokeExact(context);
    } catch (Throwable t) {
      throw failed("llama_n_ctx_seq", t);
    }
  }

  void contextThreads(MemorySegment context, int threads) {
    try {
      contextThreads.invokeExact(context, threads, threads);
    } catch (Throwable t) {
      throw failed("llama_set_n_threads", t);
    }
  }

  MemorySegment memory(MemorySegment context) {
    try {
      return (MemorySegment) memory.invokeExact(context);
    } catch (Throwable t) {
      throw failed("llama_get_memory", t);
    }
  }

  boolean memoryRemove(MemorySegment memory, int sequence, int from, int to) {
    try {
      return (boolean) memoryRemove.invokeExact(memory, sequence, from, to);
    } catch (Throwable t) {
      throw failed("llama_memory_seq_rm", t);
    }
  }

  int memoryLast(MemorySegment memory, int sequence) {
    try {
      return (int) memoryLast.invokeExact(memory, sequence);
    } catch (Throwable t) {
      throw failed("llama_memory_seq_pos_max", t);
    }
  }

  int decode(MemorySegment context, MemorySegment batch) {
    try {
      return (int) decode.invokeExact(context, batch);
    } catch (Throwable t) {
      throw failed("llama_decode", t);
    }
  }

  MemorySegment logits(MemorySegment context, int index) {
    try {
      return (MemorySegment) logits.invokeExact(context, index);
    } catch (Throwable t) {
      throw failed("llama_get_logits_ith", t);
    }
  }

  MemorySegment upcall(MethodHandle target, FunctionDescriptor type, Arena arena) {
    return linker.upcallStub(target, type, arena);
  }

  static FunctionDescriptor logCallback() {
    return FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS);
  }

  static FunctionDescriptor abortCallback() {
    return FunctionDescriptor.of(JAVA_BOOLEAN, new MemoryLayout[] {ADDRESS});
  }

  private static String text(MemorySegment address) {
    return address.reinterpret(Integer.MAX_VALUE).getString(0);
  }

  private static RuntimeException failed(String function, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new NativeException("Calling " + function + " failed: " + cause.getMessage(), cause);
  }
}
