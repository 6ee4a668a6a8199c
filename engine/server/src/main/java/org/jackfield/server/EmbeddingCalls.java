package org.jackfield.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.OperationReply;
import org.jackfield.openaiwire.OpenAiEmbeddingBody;
import org.jackfield.spi.operation.EmbeddingResult;

/**
 * {@code POST /v1/embeddings}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings">OpenAI's API
 *     reference</a>
 */
final class EmbeddingCalls implements Handler {
  private final Jackfield engine;
  private final InFlight inFlight;

  EmbeddingCalls(Jackfield engine, InFlight inFlight) {
    this.engine = engine;
    this.inFlight = inFlight;
  }

  @Override
  public void handle(Exchange exchange) {
    Routes.requireJson(exchange);
    OpenAiEmbeddingBody body = OpenAiEmbeddingBody.read(exchange.body());
    Cancellation cancellation = new Cancellation();
    exchange.onGone(cancellation::cancel);
    try (InFlight.Entry _ = inFlight.enter(cancellation)) {
      CallOptions options =
          CallOptions.NONE.withPulls(engine.server().pull()).withCancellation(cancellation);
      OperationReply<EmbeddingResult> reply = engine.embed(body.request(), options);
      Routes.json(exchange, 200, headers(reply), body.answer(reply.result()));
    }
  }

  private static Map<String, String> headers(OperationReply<EmbeddingResult> reply) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(GatewayServer.GENERATION, Long.toString(reply.generation()));
    headers.put("x-jackfield-backend", reply.backend());
    if (!reply.notes().isEmpty()) {
      headers.put("x-jackfield-notes", HeaderText.of(String.join("; ", reply.notes())));
    }
    return headers;
  }
}
