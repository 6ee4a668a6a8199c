package org.jackfield.spi;

/**
 * A feature that a model may or may not have; declared as data and proven by the contract tests.
 */
public enum Capability {
  /** Images in messages. */
  IMAGES,
  /** Documents in messages. */
  DOCUMENTS,
  /** Audio in messages. */
  AUDIO,
  /** Tool definitions, calls and results. */
  TOOLS,
  /** A tool choice of "required" or of one tool. */
  FORCED_TOOLS,
  /** Output that is some JSON object. */
  JSON,
  /** Output that follows a JSON Schema. */
  JSON_SCHEMA,
  /** Thinking: asked for by effort or budget, and told apart from the answer. */
  THINKING,
  /** A seed that makes sampling repeatable. */
  SEED,
  /** Stop sequences. */
  STOP,
  /** Frequency and presence penalties. */
  PENALTIES,
  /** Log probabilities of the tokens of an answer. */
  LOGPROBS,
  /** Marks that say how much of a prompt is worth caching. */
  PROMPT_CACHE
}
