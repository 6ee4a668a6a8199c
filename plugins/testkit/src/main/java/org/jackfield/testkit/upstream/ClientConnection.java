package org.jackfield.testkit.upstream;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * One connection of the scripted server.
 *
 * <p>Two threads: the pump reads ahead all the time, so that the end of the client is seen even
 * while a reply stalls; the serving thread takes requests out of the queue between them and writes.
 */
final class ClientConnection implements AutoCloseable {
  private static final int QUEUE_BLOCKS = 256;
  private static final int BODY_LIMIT_BYTES = 256 << 20;
  private static final byte[] END = new byte[0];

  private final Socket socket;
  private final int number;
  private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(QUEUE_BLOCKS);
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private byte[] block = END;
  private int at;

  ClientConnection(Socket socket, int number) throws IOException {
    this.socket = socket;
    this.number = number;
    socket.setTcpNoDelay(true);
  }

  /** Done once the client has closed or reset the connection, or the server has. */
  CompletableFuture<Void> gone() {
    return gone;
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** Reads ahead until the connection ends; runs on a thread of its own. */
  void pump() {
    byte[] buffer = new byte[16 << 10];
    try {
      for (int n = read(buffer); n >= 0; n = read(buffer)) {
        byte[] copy = new byte[n];
        System.arraycopy(buffer, 0, copy, 0, n);
        blocks.put(copy);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      gone.complete(null);
      end();
    }
  }

  private int read(byte[] buffer) {
    try {
      return socket.getInputStream().read(buffer);
    } catch (IOException e) {
      return -1; // a reset is an end like any other
    }
  }

  /**
   * The next request; empty when the client ended the connection between requests.
   *
   * @throws EOFException when it ended inside one
   */
  Optional<Received> request() throws IOException {
    Optional<String> first = line(true);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] words = first.get().split(" ");
    if (words.length != 3) {
      throw new IOException("Not a request line: " + first.get());
    }
    List<String> headers = new ArrayList<>();
    for (String line = need(); !line.isEmpty(); line = need()) {
      headers.add(line);
    }
    Received head = new Received(number, words[0], words[1], headers, END);
    return Optional.of(new Received(number, words[0], words[1], headers, body(head)));
  }

  private byte[] body(Received head) throws IOException {
    String coding = head.header("Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT);
    if (coding.equals("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.write(bytes(size));
        need();
      }
      while (!need().isEmpty()) {
        // trailers are of no interest
      }
      return body.toByteArray();
    }
    return bytes(Integer.parseInt(head.header("Content-Length").orElse("0")));
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(need().split(";")[0].strip(), 16);
  }

  private byte[] bytes(int count) throws IOException {
    if (count > BODY_LIMIT_BYTES) {
      throw new IOException("A body of " + count + " bytes is more than this server takes");
    }
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; ) {
      int here = available();
      if (here < 0) {
        throw new EOFException("The client ended inside a body");
      }
      int n = Math.min(here, count - i);
      System.arraycopy(block, at, bytes, i, n);
      at += n;
      i += n;
    }
    return bytes;
  }

  private String need() throws IOException {
    return line(false).orElseThrow(() -> new EOFException("The client ended inside a request"));
  }

  private Optional<String> line(boolean mayEnd) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (available() >= 0) {
      byte b = block[at++];
      if (b == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
      }
      line.write(b);
    }
    if (mayEnd && line.size() == 0) {
      return Optional.empty();
    }
    throw new EOFException("The client ended inside a line");
  }

  /** How many bytes can be taken from the block at once; -1 at the end. Waits for some. */
  private int available() throws IOException {
    if (at < block.length) {
      return block.length - at;
    }
    try {
      block = blocks.take();
      at = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while reading a request", e);
    }
    if (block.length == 0) {
      end();
      return -1;
    }
    return block.length;
  }

  /** Sends a RST instead of a FIN. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    blocks.clear(); // frees a pump that waits for room
    end();
  }

  /** Lets the serving thread find the end, now and whenever it looks again. */
  private void end() {
    while (!blocks.offer(END)) {
      // A full queue means a client that sends and does not wait; its last request is cut.
      blocks.clear();
    }
  }
}
