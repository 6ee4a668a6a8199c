package org.jackfield.anthropicwire;

import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.wire.ForeignFields;

/**
 * The top-level fields of a request to the Messages API
 * (https://platform.claude.com/docs/en/api/messages/create and its beta).
 */
public final class RequestFields {
  /** All of the reference; every other one is unknown to the API. */
  private static final Set<String> REFERENCE =
      Set.of(
          "cache_control",
          "container",
          "context_management",
          "inference_geo",
          "max_tokens",
          "mcp_servers",
          "messages",
          "metadata",
          "model",
          "output_config",
          "output_format",
          "service_tier",
          "speed",
          "stop_sequences",
          "stream",
          "system",
          "temperature",
          "thinking",
          "tool_choice",
          "tools",
          "top_k",
          "top_p",
          "user_profile_id");

  private RequestFields() {}

  /** The first field of a body that the API does not know; empty when it knows them all. */
  public static Optional<String> unknown(AnthropicRequestBody body) {
    return body.fields().stream().filter(name -> !REFERENCE.contains(name)).findFirst();
  }

  /**
   * The first extension of a request that would be such a field; those of a request in another
   * protocol are settled one by one and never go on as they are.
   */
  public static Optional<String> unknown(ChatRequest request) {
    return ForeignFields.in(request)
        ? Optional.empty()
        : request.extensions().names().stream()
            .filter(name -> !ExtensionFields.deeper(name) && !REFERENCE.contains(name))
            .findFirst();
  }
}
