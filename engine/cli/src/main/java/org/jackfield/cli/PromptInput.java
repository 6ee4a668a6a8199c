package org.jackfield.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads the prompt's part that comes by standard input, and says so to who waits in vain. */
final class PromptInput {
  private static final long PATIENCE_SECONDS = 1;

  private PromptInput() {}

  /**
   * All of standard input as text.
   *
   * @param alone whether it is all the prompt there is
   */
  static String read(Invocation invocation, boolean alone) throws IOException {
    CountDownLatch read = new CountDownLatch(1);
    Thread.startVirtualThread(
        () -> {
          if (!within(read)) {
            invocation.messages().dim(waiting(alone));
          }
        });
    try {
      return PromptText.read(invocation.console().in());
    } finally {
      read.countDown();
    }
  }

  private static boolean within(CountDownLatch read) {
    try {
      return read.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static String waiting(boolean alone) {
    return alone
        ? "reading the prompt from standard input ..."
        : "reading more of the prompt from standard input, until it ends (no more? add"
            + " </dev/null) ...";
  }
}
