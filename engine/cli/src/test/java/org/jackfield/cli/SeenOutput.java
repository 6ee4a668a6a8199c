package org.jackfield.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects what is written and lets a test wait for it. Thread-safe. */
final class SeenOutput extends ByteArrayOutputStream {
  @Override
  public synchronized void write(int b) {
    super.write(b);
    notifyAll();
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    super.write(bytes, offset, length);
    notifyAll();
  }

  /** All so far. */
  synchronized String text() {
    return toString(StandardCharsets.UTF_8);
  }

  /** Blocks until that text has come, and forgets everything up to its end. */
  synchronized String await(String wanted) throws InterruptedException {
    while (!text().contains(wanted)) {
      wait();
    }
    String all = text();
    int end = all.indexOf(wanted) + wanted.length();
    reset();
    writeBytes(all.substring(end).getBytes(StandardCharsets.UTF_8));
    return all.substring(0, end);
  }
}
