package org.jackfield.spi.chat;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Operation;

/** Chat: the one way to generate. Thread-safe. */
public interface Chat extends Operation {
  /**
   * Starts one attempt. Blocks until the upstream accepted or refused; the content comes by the
   * stream, which the caller closes.
   *
   * @throws BackendException when the backend refuses or fails before any content
   */
  ChatStream open(ChatRequest request, Attempt attempt);
}
