package org.jackfield.wire;

import java.util.Queue;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Usage;

/**
 * Reads one answer of one protocol into chunks: the codec's half of an {@link AnswerStream}, which
 * owns the connection, the framing and the rules of a stream. One answer, one thread.
 *
 * <p>Exactly one {@link Chunk.Finish} is added, last, and only when the protocol has said that the
 * answer is complete: that a body ended well proves nothing.
 */
public interface AnswerDecoder {
  /**
   * Reads one frame of a streamed answer; what it says is added to the queue. Is not called again
   * once it has added the finish.
   *
   * @throws BackendException the upstream's error when the frame is one; {@link ErrorCode#PROTOCOL}
   *     when it is not what the protocol says
   */
  void read(Frame frame, Queue<Chunk> out);

  /**
   * The body of a streamed answer has ended. Adds the finish where the protocol needs no other sign
   * of the end.
   *
   * @throws BackendException {@link ErrorCode#PROTOCOL} when the answer is not complete
   */
  void end(Queue<Chunk> out);

  /**
   * Reads an answer that came whole; its chunks are added to the queue, the finish included.
   *
   * @throws BackendException as {@link #read}
   */
  void readWhole(byte[] body, Queue<Chunk> out);

  /** The tokens that the answer has told of so far. From any thread. */
  default Usage usage() {
    return Usage.UNKNOWN;
  }
}
