package org.jackfield.plugin.llamacpp.generate;

import org.jackfield.spi.chat.FinishReason;

/**
 * What comes out of a generation, in order: how far a long prompt has been read, pieces of text,
 * then one end.
 */
public sealed interface GenerationEvent {
  /** So many tokens of the prompt are computed, and not yet all of them. */
  record Reading(int tokens, int promptTokens) implements GenerationEvent {}

  /** A piece of text: whole characters, never empty. */
  record Piece(String text) implements GenerationEvent {}

  /**
   * The end.
   *
   * @param reason why it ended
   * @param promptTokens tokens of the prompt
   * @param cachedTokens of these, those that were still in the key-value cache
   * @param outputTokens tokens generated, the one that ends the answer included
   */
  record End(FinishReason reason, int promptTokens, int cachedTokens, int outputTokens)
      implements GenerationEvent {}
}
