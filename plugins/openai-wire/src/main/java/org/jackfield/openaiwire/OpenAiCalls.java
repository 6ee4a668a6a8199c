package org.jackfield.openaiwire;

import java.time.InstantSource;
import java.util.function.Function;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.wire.AnswerDecoder;
import org.jackfield.wire.Framing;
import org.jackfield.wire.Upstream;
import tools.jackson.databind.JsonNode;

/** Calls to one OpenAI-speaking server; none without the key that it needs. Thread-safe. */
public final class OpenAiCalls {
  private final OpenAiEndpoint endpoint;
  private final Upstream upstream;

  /** Calls to that server by that transport; the clock reads dates of waiting times. */
  public OpenAiCalls(OpenAiEndpoint endpoint, HttpTransport http, InstantSource clock) {
    this.endpoint = endpoint;
    this.upstream = new Upstream(http, clock, new OpenAiErrorMap(endpoint));
  }

  /** The server. */
  public OpenAiEndpoint endpoint() {
    return endpoint;
  }

  /**
   * The answer to a chat, streamed or whole.
   *
   * @param call the call without its {@code Accept} header
   * @param streamed whether a stream is asked for
   * @param decoder makes the decoder of the answer from the words that name backend and model
   * @throws BackendException when the key is missing, the server cannot be reached or refuses
   */
  public ChatStream chat(
      HttpCall call,
      String model,
      Attempt attempt,
      boolean streamed,
      Function<String, AnswerDecoder> decoder) {
    requireKey();
    return upstream.chat(call, model, attempt, Framing.EVENTS, streamed, decoder);
  }

  /**
   * The JSON object that a call is answered with.
   *
   * @throws BackendException as {@link #chat}, and {@link ErrorCode#PROTOCOL} when it is no object
   */
  public JsonNode json(HttpCall call, String model, Attempt attempt) {
    requireKey();
    return upstream.json(call, model, attempt);
  }

  /**
   * That the server accepts a call; its answer is not read.
   *
   * @throws BackendException as {@link #chat}
   */
  public void accepted(HttpCall call, Attempt attempt) {
    requireKey();
    upstream.send(call, "", attempt).close();
  }

  private void requireKey() {
    endpoint
        .missingKey()
        .ifPresent(
            message -> {
              throw endpoint
                  .hints()
                  .add(new BackendException(ErrorCode.AUTHENTICATION, message), "");
            });
  }

  /** An answer that breaks the protocol; {@code how} ends a sentence about the server. */
  public BackendException broken(String model, String how) {
    return upstream.broken(model, how);
  }
}
