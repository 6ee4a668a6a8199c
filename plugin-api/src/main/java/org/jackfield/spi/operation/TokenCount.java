package org.jackfield.spi.operation;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.ChatRequest;

/** Counts the tokens of a prompt without answering it. Thread-safe. */
public interface TokenCount extends Operation {
  /**
   * The tokens that the request's prompt has for its model; blocks.
   *
   * @throws BackendException when the backend refuses or fails
   */
  Count count(ChatRequest request, Attempt attempt);

  /**
   * Whether its counts come from the model's own tokenizer, as far as is known without asking; each
   * {@link Count} says so of itself.
   */
  default boolean exact() {
    return true;
  }
}
