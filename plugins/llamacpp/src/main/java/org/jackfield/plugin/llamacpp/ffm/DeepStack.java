package org.jackfield.plugin.llamacpp.ffm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs tokenising on a stack that is deep enough. For many vocabularies the library splits text
 * with C++'s regular expressions, which recurse once for each character of a match: five thousand
 * letters without a space overflow an ordinary stack, and the process with it.
 */
final class DeepStack {
  /** Half of this was measured; frames differ between builds. */
  private static final long BYTES_PER_CHARACTER = 1024;

  private static final long SPARE_BYTES = 1 << 20;
  private static final int HARMLESS_CHARACTERS = 256;
  private static final int MOST_CHARACTERS = 4 << 20;

  private DeepStack() {}

  /**
   * Runs the task on the caller's thread if the text is harmless, else on one with a stack to
   * match.
   */
  static <T> T run(byte[] utf8, Supplier<T> task) {
    int depth = longestMatch(utf8);
    if (depth <= HARMLESS_CHARACTERS) {
      return task.get();
    }
    if (depth > MOST_CHARACTERS) {
      throw new NativeException(
          "A run of "
              + depth
              + " bytes without white space cannot be tokenised; "
              + MOST_CHARACTERS
              + " can be");
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable work =
        () -> {
          try {
            result.complete(task.get());
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        };
    Thread thread =
        new Thread(
            null, work, "jackfield-llamacpp-tokenizer", SPARE_BYTES + depth * BYTES_PER_CHARACTER);
    thread.setDaemon(true);
    try {
      thread.start();
      return result.join();
    } catch (OutOfMemoryError e) {
      throw new NativeException(
          "No memory for the stack to tokenise a run of " + depth + " bytes without white space",
          e);
    } catch (CompletionException e) {
      throw e.getCause() instanceof NativeException known ? known : e;
    }
  }

  /**
   * No match is longer than a run without white space and the white space behind it; in bytes, so
   * never too low.
   */
  static int longestMatch(byte[] utf8) {
    int longest = 0;
    int start = 0;
    boolean inSpace = false;
    for (int i = 0; i < utf8.length; i++) {
      boolean space = utf8[i] == ' ' || (utf8[i] >= '\t' && utf8[i] <= '\r');
      if (inSpace && !space) {
        longest = Math.max(longest, i - start);
        start = i;
      }
      inSpace = space;
    }
    return Math.max(longest, utf8.length - start);
  }
}
