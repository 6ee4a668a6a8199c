package org.jackfield.testkit.contract;

import java.util.Optional;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.testkit.upstream.Reply;

/**
 * A way in which an upstream's answer ends, and what must become of it.
 *
 * @param name the upstream's word for it, for the test's name
 * @param frames an answer that ends so, as it is streamed
 * @param whole the same in one piece, where the upstream gives such
 * @param reason the canonical reason
 */
public record Ending(String name, Frames frames, Optional<Reply> whole, FinishReason reason) {
  @Override
  public String toString() {
    return name;
  }
}
