package org.jackfield.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PromptRequest;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.UsedPrompt;
import org.jackfield.openaiwire.OpenAiAnswerEncoder;
import org.jackfield.openaiwire.OpenAiPrompt;
import org.jackfield.openaiwire.OpenAiRequestBody;
import org.jackfield.openaiwire.OpenAiStreamEncoder;
import org.jackfield.openaiwire.RequestCaps;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;

/**
 * {@code POST /v1/chat/completions}, unary and streamed.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">OpenAI's API reference</a>
 */
final class ChatCompletions implements Handler {
  private final Jackfield engine;
  private final InFlight inFlight;
  private final ClientErrors errors;

  ChatCompletions(Jackfield engine, InFlight inFlight, ClientErrors errors) {
    this.engine = engine;
    this.inFlight = inFlight;
    this.errors = errors;
  }

  @Override
  public void handle(Exchange exchange) {
    Routes.requireJson(exchange);
    RequestCaps caps = RequestCaps.DEFAULT.withDepth(engine.server().limits().maxDepth());
    OpenAiRequestBody body = OpenAiRequestBody.read(exchange.body(), caps);
    Cancellation cancellation = new Cancellation();
    exchange.onGone(cancellation::cancel);
    try (InFlight.Entry entry = inFlight.enter(cancellation)) {
      answer(exchange, body, cancellation, entry);
    }
  }

  private void answer(
      Exchange exchange, OpenAiRequestBody body, Cancellation cancellation, InFlight.Entry entry) {
    CallOptions options =
        CallOptions.NONE.withPulls(engine.server().pull()).withCancellation(cancellation);
    try (ReplyStream reply = ask(body, options)) {
      String id = id();
      if (body.stream()) {
        stream(exchange, reply, encoder(id, reply, body), error -> told(error, id, entry));
      } else {
        whole(exchange, reply, id);
      }
    } catch (EngineException e) {
      if (!entry.shutDown()) {
        throw e;
      }
      /* Before the request leaves: the server closes its connections after the last one. */
      Routes.refuse(exchange, InFlight.shuttingDown());
    }
  }

  /** A prompt template is ours to fill: no upstream sees the field. */
  private ReplyStream ask(OpenAiRequestBody body, CallOptions call) {
    if (!body.prompted()) {
      return engine.stream(body.request(), call);
    }
    OpenAiPrompt prompt = body.prompt();
    return engine.stream(
        body.withoutPrompt().request(),
        call.withPrompt(new PromptRequest(prompt.id(), prompt.version(), prompt.variables())));
  }

  /** An id that no other answer has; nobody needs to be unable to guess it. */
  private static String id() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "chatcmpl-" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }

  private static OpenAiStreamEncoder encoder(String id, ReplyStream reply, OpenAiRequestBody body) {
    return new OpenAiStreamEncoder(id, nowSeconds(), reply.model(), body.includeUsage());
  }

  private static long nowSeconds() {
    return System.currentTimeMillis() / 1000;
  }

  private static Map<String, String> headers(ReplyStream reply) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(GatewayServer.GENERATION, Long.toString(reply.generation()));
    headers.put("x-jackfield-backend", reply.backend());
    reply.prompt().ifPresent(prompt -> headers.put("x-jackfield-prompt", shown(prompt)));
    reply
        .structured()
        .ifPresent(structured -> headers.put("x-jackfield-structured", structured.toString()));
    List<String> notes = reply.notes();
    if (!notes.isEmpty()) {
      headers.put("x-jackfield-notes", HeaderText.of(String.join("; ", notes)));
    }
    return headers;
  }

  private static String shown(UsedPrompt prompt) {
    return HeaderText.of(
        prompt.template()
            + "; version="
            + prompt.version()
            + "; variant="
            + prompt.variant()
            + "; sha256="
            + prompt.sha256());
  }

  private static void whole(Exchange exchange, ReplyStream reply, String id) {
    OpenAiAnswerEncoder answer = new OpenAiAnswerEncoder(id, nowSeconds(), reply.model());
    Chunk chunk;
    do {
      chunk = reply.next();
      answer.add(chunk);
    } while (!(chunk instanceof Chunk.Finish));
    Routes.json(exchange, 200, headers(reply), answer.body());
  }

  private static void stream(
      Exchange exchange,
      ReplyStream reply,
      OpenAiStreamEncoder encoder,
      Function<EngineException, BackendException> told) {
    Map<String, String> headers = headers(reply);
    headers.put("Content-Type", "text/event-stream; charset=utf-8");
    headers.put("X-Accel-Buffering", "no");
    try (OutputStream out = exchange.begin(200, Routes.headers(exchange, headers))) {
      try {
        Chunk chunk;
        do {
          chunk = reply.next();
          send(out, encoder.encode(chunk));
        } while (!(chunk instanceof Chunk.Finish));
      } catch (EngineException e) {
        send(out, encoder.error(told.apply(e)));
      }
    } catch (IOException gone) {
      /* The client has gone or reads too slowly: closing the reply ends the upstream. */
      reply.close();
    }
  }

  /** What the client is told: at shutdown, that, and not that somebody cancelled. */
  private BackendException told(EngineException error, String id, InFlight.Entry entry) {
    return entry.shutDown()
        ? new BackendException(ErrorCode.UNAVAILABLE, "The gateway is shutting down.")
        : errors.of(error, id).error();
  }

  private static void send(OutputStream out, byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      out.write(bytes);
      out.flush();
    }
  }
}
