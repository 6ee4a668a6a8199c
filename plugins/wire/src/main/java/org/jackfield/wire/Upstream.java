package org.jackfield.wire;

import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import tools.jackson.databind.JsonNode;

/**
 * The server behind a backend: sends calls, hands over what it accepted, and turns all else into
 * errors that say what to do. Thread-safe; holds no connection.
 */
public final class Upstream {
  private final HttpTransport http;
  private final InstantSource clock;
  private final ErrorMap errors;

  /**
   * A server that is reached by that transport.
   *
   * @param clock reads dates of waiting times
   */
  public Upstream(HttpTransport http, InstantSource clock, ErrorMap errors) {
    this.http = http;
    this.clock = clock;
    this.errors = errors;
  }

  /**
   * Starts a chat and hands over its answer, read as what it is and not as what was asked for: some
   * servers answer the whole where a stream was wanted, and the other way round.
   *
   * @param call the call without its {@code Accept} header
   * @param streamed whether a stream is asked for
   * @param decoder makes the decoder of the answer from the {@linkplain ErrorMap#subject subject}
   * @throws BackendException as {@link #send}, and {@link ErrorCode#PROTOCOL} for a web page
   */
  public ChatStream chat(
      HttpCall call,
      String model,
      Attempt attempt,
      Framing framing,
      boolean streamed,
      Function<String, AnswerDecoder> decoder) {
    String accepted = streamed ? framing.contentType() : "application/json";
    HttpExchange exchange = send(call.withHeader("Accept", accepted), model, attempt);
    String type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/html")) {
      exchange.close();
      throw broken(model, "answered with a web page.").withUpstreamStatus(exchange.status());
    }
    AnswerDecoder reading = decoder.apply(errors.subject(model));
    return type.startsWith(framing.contentType())
            || (streamed && !type.startsWith("application/json"))
        ? AnswerStream.framed(exchange, framing, reading)
        : AnswerStream.whole(exchange, reading);
  }

  /**
   * The JSON object that a call is answered with.
   *
   * @param model the model that the call is about; empty when it is about none
   * @throws BackendException as {@link #send}, and {@link ErrorCode#PROTOCOL} when it is no object
   */
  public JsonNode json(HttpCall call, String model, Attempt attempt) {
    try (HttpExchange exchange =
        send(call.withHeader("Accept", "application/json"), model, attempt)) {
      return Json.find(exchange.readAll(AnswerStream.ANSWER_LIMIT_BYTES))
          .filter(JsonNode::isObject)
          .orElseThrow(() -> broken(model, "answered with something that is no JSON object."));
    }
  }

  /**
   * A call that the server accepted; the caller closes the exchange.
   *
   * @param model the model that the call is about; empty when it is about none
   * @throws BackendException when the server cannot be reached or refuses
   */
  public HttpExchange send(HttpCall call, String model, Attempt attempt) {
    HttpExchange exchange = reached(call, model, attempt);
    if (exchange.status() >= 200 && exchange.status() <= 299) {
      return exchange;
    }
    try (exchange) {
      throw refusal(exchange, model);
    }
  }

  private HttpExchange reached(HttpCall call, String model, Attempt attempt) {
    try {
      return http.send(call, attempt);
    } catch (BackendException error) {
      // The transport knows the network, the map the server: its words win over the transport's.
      throw errors.explained(error, model);
    }
  }

  private BackendException refusal(HttpExchange exchange, String model) {
    byte[] body = UpstreamError.body(exchange);
    ErrorMap.Refusal refusal = errors.refusal(exchange.status(), body);
    return errors.explained(
        UpstreamError.of(exchange, clock, errors.subject(model), refusal, body), model);
  }

  /**
   * An answer that breaks the protocol, with what to do about it.
   *
   * @param how the rest of a sentence whose subject is the server
   */
  public BackendException broken(String model, String how) {
    BackendException error =
        new BackendException(ErrorCode.PROTOCOL, errors.subject(model) + " " + how);
    return errors.explained(error, model);
  }
}
