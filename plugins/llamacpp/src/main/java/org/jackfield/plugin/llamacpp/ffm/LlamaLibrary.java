package org.jackfield.plugin.llamacpp.ffm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The loaded llama.cpp library. There is one for the process, because ggml keeps process-wide
 * state: whoever needs it takes a {@link #open share}, and with the last share closed nothing
 * native points into Java any more, so that the plugin's class loader can go. The library itself
 * stays loaded. Thread-safe.
 */
public final class LlamaLibrary {
  private static final Object LOCK = new Object();
  private static @Nullable LlamaLibrary current; // guarded by LOCK
  private static int shares; // guarded by LOCK

  private final LlamaCalls calls;
  private final NativeLog log = new NativeLog();
  private final Arena upcalls = Arena.ofShared();

  private LlamaLibrary(Path directory) {
    // Bottom up: not every system finds a library's own dependencies beside it.
    SymbolLookup symbols =
        lookup(directory, "ggml-base").or(lookup(directory, "ggml")).or(lookup(directory, "llama"));
    calls = new LlamaCalls(symbols);
    try (Arena arena = Arena.ofConfined()) {
      LlamaAbi.check(calls.version(), calls.modelDefaults(arena), calls.contextDefaults(arena));
      calls.logSet(logCallback());
      // Another class loader may have done this before; ggml would list every device twice.
      if (calls.backendCount() == 0) {
        calls.loadBackends(arena.allocateFrom(directory.toString()));
      }
      if (calls.backendCount() == 0) {
        throw new NativeException(
            "llama.cpp found no compute backend (libggml-cpu-*) for this processor in "
                + directory
                + ": "
                + log.reason());
      }
      calls.backendInit();
    } catch (RuntimeException | Error e) {
      releaseUpcalls();
      throw e;
    }
  }

  /**
   * Takes a share of the library; the first one loads it from the directory.
   *
   * @param directory holds libllama, libggml and its CPU variants, as the pinned package lays them
   *     out
   * @throws NativeException when files are missing or the version is not the supported one
   */
  public static LlamaLibrary open(Path directory) {
    synchronized (LOCK) {
      LlamaLibrary library = current;
      if (library == null) {
        library = new LlamaLibrary(directory.toAbsolutePath());
        current = library;
      }
      shares++;
      return library;
    }
  }

  /**
   * Gives one share back. Each model holds its own, so a share of the caller's may end before its
   * models.
   */
  public void close() {
    synchronized (LOCK) {
      shares--;
      if (shares == 0) {
        current = null;
        releaseUpcalls();
      }
    }
  }

  /** What {@code llama_version()} says. */
  public String version() {
    return calls.version();
  }

  LlamaCalls calls() {
    return calls;
  }

  NativeLog log() {
    return log;
  }

  private MemorySegment logCallback() {
    try {
      MethodType type =
          MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class);
      return calls.upcall(
          MethodHandles.lookup().bind(log, "line", type), LlamaCalls.logCallback(), upcalls);
    } catch (ReflectiveOperationException e) {
      throw new NativeException("The log callback cannot be bound", e);
    }
  }

  private void releaseUpcalls() {
    // No null here: that would be the library's own logger, which writes to stderr. A C function
    // that takes nothing and
    // does nothing may stand in for the callback under every calling convention.
    calls.logSet(calls.symbol("llama_max_devices"));
    upcalls.close();
  }

  /**
   * Looks whether a folder holds the files of the library in the right version; loads nothing.
   *
   * @throws NativeException that says what is missing
   */
  public static void check(Path directory) {
    List.of("ggml-base", "ggml", "llama").forEach(name -> find(directory, name));
  }

  private static SymbolLookup lookup(Path directory, String name) {
    Path file = find(directory, name);
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new NativeException(
          "The native library "
              + file
              + " cannot be loaded on this machine ("
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + "; Linux needs glibc 2.34 or newer): "
              + e.getMessage(),
          e);
    }
  }

  static Path find(Path directory, String name) {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.sorted().toList();
    } catch (IOException e) {
      throw new NativeException(
          "The folder of the llama.cpp library cannot be read: " + directory, e);
    }
    Pattern pattern = fileNames(name);
    String foreign = "";
    for (Path file : files) {
      Matcher matcher = pattern.matcher(String.valueOf(file.getFileName()));
      if (!matcher.matches()) {
        continue;
      }
      String version =
          Stream.of("v1", "v2").map(matcher::group).filter(Objects::nonNull).findFirst().orElse("");
      // A name without a version, or with the major one only, is how installed copies link to the
      // real file.
      if (version.isEmpty() || version.equals(LlamaAbi.VERSION)) {
        return file;
      }
      foreign = version.contains(".") ? version : foreign;
    }
    if (!foreign.isEmpty()) {
      LlamaAbi.checkVersion(foreign);
    }
    throw new NativeException(
        "No "
            + name
            + " library of llama.cpp "
            + LlamaAbi.VERSION
            + " is in "
            + directory
            + ", such as lib"
            + name
            + ".v"
            + LlamaAbi.VERSION
            + ".so; it has "
            + files.stream().map(Path::getFileName).toList());
  }

  /**
   * libllama.so, libllama.v0.5.0.so, libllama.so.0.5.0, libllama.metal.v0.5.0.dylib,
   * libllama.0.5.0.dylib, llama.dll.
   */
  private static Pattern fileNames(String name) {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String suffix = os.contains("windows") ? "dll" : os.contains("mac") ? "dylib" : "so";
    return Pattern.compile(
        "(?:lib)?"
            + name
            + "(?:\\.metal)?(?:\\.v?(?<v1>[0-9.]+))?\\."
            + suffix
            + "(?:\\.(?<v2>[0-9.]+))?");
  }
}
