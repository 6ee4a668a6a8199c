package org.jackfield.openaiwire;

import java.util.Set;

/**
 * The top-level fields of a chat completion request
 * (https://platform.openai.com/docs/api-reference/chat/create).
 */
final class RequestFields {
  /** All of the reference; every other one is unknown to OpenAI. */
  private static final Set<String> REFERENCE =
      Set.of(
          "messages",
          "model",
          "audio",
          "frequency_penalty",
          "function_call",
          "functions",
          "logit_bias",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "metadata",
          "modalities",
          "n",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention",
          "reasoning_effort",
          "response_format",
          "safety_identifier",
          "seed",
          "service_tier",
          "stop",
          "store",
          "stream",
          "stream_options",
          "temperature",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "user",
          "verbosity",
          "web_search_options");

  /** Those for which the canonical request has words, and what compatible servers add to them. */
  private static final Set<String> CANONICAL =
      Set.of(
          "model",
          "messages",
          "stream",
          "tools",
          "tool_choice",
          "response_format",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          "repetition_penalty",
          "repeat_penalty",
          "max_tokens",
          "max_completion_tokens",
          "n_predict",
          "stop");

  private RequestFields() {}

  /** Whether it is one of OpenAI's. */
  static boolean inReference(String name) {
    return REFERENCE.contains(name);
  }

  /** Whether the canonical request has words for it. */
  static boolean canonical(String name) {
    return CANONICAL.contains(name);
  }
}
