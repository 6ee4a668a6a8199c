package org.jackfield.plugin.llamacpp.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.Remembered;
import tools.jackson.databind.JsonNode;

/**
 * What a llama-server says of its models by {@code /props}: asked when somebody needs to know, and
 * then {@linkplain Remembered remembered}. Thread-safe.
 */
final class LlamaServerProps {
  private final OpenAiCalls calls;
  private final Remembered<Set<Capability>> known;

  LlamaServerProps(OpenAiCalls calls, InstantSource clock) {
    this.calls = calls;
    this.known = new Remembered<>(clock);
  }

  /**
   * Which of tools, images, audio and a say in how hard it thinks the model has not. What the
   * server does not tell, because it is older or hidden behind a proxy, the model may have.
   *
   * @param model its name; empty for the server's own
   */
  Set<Capability> lacking(String model, Attempt attempt) {
    return known.of(model, attempt, () -> asked(model, attempt));
  }

  private Set<Capability> asked(String model, Attempt attempt) {
    // A server of several models wants to be told which; one of a single model does not care.
    String query =
        model.isEmpty() ? "" : "?model=" + URLEncoder.encode(model, StandardCharsets.UTF_8);
    try {
      return lacking(calls.json(calls.endpoint().beside().get("/props" + query), model, attempt));
    } catch (BackendException error) {
      if (hidden(error)) {
        return Set.of();
      }
      throw error;
    }
  }

  private static boolean hidden(BackendException error) {
    return switch (error.upstreamStatus().orElse(0)) {
      case 401, 403, 404, 405, 501 -> true;
      case 0 -> error.code() == ErrorCode.PROTOCOL;
      default -> false;
    };
  }

  private static Set<Capability> lacking(JsonNode props) {
    Set<Capability> lacking = EnumSet.noneOf(Capability.class);
    if (denied(props.path("chat_template_caps"), "supports_tools")) {
      lacking.add(Capability.TOOLS);
    }
    if (denied(props.path("chat_template_caps"), "supports_reasoning_effort")) {
      lacking.add(Capability.THINKING);
    }
    if (denied(props.path("modalities"), "vision")) {
      lacking.add(Capability.IMAGES);
    }
    if (denied(props.path("modalities"), "audio")) {
      lacking.add(Capability.AUDIO);
    }
    return lacking;
  }

  private static boolean denied(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isBoolean() && !value.booleanValue();
  }
}
