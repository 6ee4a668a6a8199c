package org.jackfield.plugin.huggingface;

import java.util.Map;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.wire.ContentSupport;

/**
 * Chat with text-generation-inference, which ignores every field that it does not know: what
 * changes the answer is refused, what only advises is left out and noted. Source: {@code
 * ChatRequest} in its sources (https://github.com/huggingface/text-generation-inference,
 * router/src/lib.rs, version 3.3).
 *
 * @param backend the backend's name, for errors and notes
 */
record TgiChat(OpenAiChat chat, String backend) implements Chat {
  /** Fields that it reads and does not use, with the value that asks for nothing. */
  private static final Map<String, String> UNUSED = Map.of("n", "1", "logit_bias", "{}");

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    ContentSupport.check(request, Server.TGI.capabilities(), backend);
    if (!request.tools().isEmpty() && !(request.responseFormat() instanceof ResponseFormat.Text)) {
      throw unsupported("tools and a response format in one request");
    }
    UNUSED.forEach(
        (field, nothing) -> {
          String value = request.extensions().json(field).orElse(nothing);
          if (!value.equals(nothing) && !value.equals("null")) {
            throw unsupported("'" + field + "'");
          }
        });
    return chat.open(sampled(thinking(request, attempt), attempt), attempt);
  }

  private ChatRequest thinking(ChatRequest request, Attempt attempt) {
    if (!request.thinking().given()) {
      return request;
    }
    note("no effort or budget of thinking", attempt);
    return request.withThinking(Thinking.NONE);
  }

  /** It would make a repetition penalty of its own, of 2 and more, of a presence penalty. */
  private ChatRequest sampled(ChatRequest request, Attempt attempt) {
    Sampling sampling = request.sampling();
    Penalties penalties = sampling.penalties();
    if (sampling.topK().isPresent() || sampling.minP().isPresent()) {
      throw unsupported("top-k and min-p");
    }
    if (penalties.repeat().isPresent()) {
      throw unsupported("a repeat penalty");
    }
    if (penalties.presence().isEmpty()) {
      return request;
    }
    note("no presence penalty", attempt);
    Penalties taken =
        penalties.frequency().isPresent()
            ? Penalties.NONE.withFrequency(penalties.frequency().getAsDouble())
            : Penalties.NONE;
    return request.withSampling(sampling.withPenalties(taken));
  }

  private void note(String what, Attempt attempt) {
    attempt.note("backend '" + backend + "' takes " + what + "; it was left out");
  }

  private BackendException unsupported(String what) {
    return new BackendException(
            ErrorCode.UNSUPPORTED,
            "Backend '" + backend + "': text-generation-inference does not support " + what + ".")
        .withHint("Leave it out of the request and of the profile's sampling.");
  }
}
