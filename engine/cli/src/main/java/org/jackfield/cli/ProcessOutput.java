package org.jackfield.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process's own standard output, unbuffered. Unlike {@link System#out} it tells of errors, and
 * tells a reader that has gone away from a disk that is full.
 */
final class ProcessOutput extends OutputStream {
  private static final int KIND_MASK = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private final FileOutputStream stream = new FileOutputStream(FileDescriptor.out);

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      stream.write(bytes, offset, length);
    } catch (IOException e) {
      throw pipe() ? new ClosedPipeException(e) : e;
    }
  }

  /** Whether it is a pipe or socket: what fails there is that nobody reads any more. */
  private static boolean pipe() throws IOException {
    Path self = Path.of("/dev/fd/1");
    if (!Files.exists(self)) {
      return false;
    }
    int kind = (Integer) Files.getAttribute(self, "unix:mode") & KIND_MASK;
    return kind == PIPE || kind == SOCKET;
  }
}
