package org.jackfield.engine.call;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.engine.EngineEvent.AnswerUnfit;
import org.jackfield.engine.EngineEvent.AttemptEnded;
import org.jackfield.engine.EngineEvent.AttemptStarted;
import org.jackfield.engine.EngineEvent.CircuitTurned;
import org.jackfield.engine.EngineEvent.PromptRendered;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.breaker.CircuitBreaker.Permit;
import org.jackfield.engine.call.EngineAttempt.End;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.engine.prompt.BoundPrompt;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.BackendLease;
import org.jackfield.engine.structured.AnswerFormat;
import org.jackfield.engine.structured.FormatWatch;
import org.jackfield.engine.structured.UnfitAnswer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;

/** Makes attempts: one upstream call each, under the watchdog, read to its first content. */
public final class Attempts {
  private final AtomicLong ids = new AtomicLong();
  private final Watchdog watchdog;
  private final EngineListener listener;

  /** Attempts that the watchdog watches and the listener is told of. */
  public Attempts(Watchdog watchdog, EngineListener listener) {
    this.watchdog = watchdog;
    this.listener = listener;
  }

  /**
   * One attempt at a backend; blocks until its first content is there, and to the end of an answer
   * that is wanted whole and in a format.
   *
   * @param permit the backend's leave, which is told what the attempt comes to
   * @param toMend the answer that this backend gave before and is to mend
   * @throws BackendException when it failed before that
   */
  AttemptStream open(
      Call call, BackendHandle backend, String model, Permit permit, Optional<UnfitAnswer> toMend) {
    BackendLease lease = backend.lease();
    Capabilities can = backend.capabilities(model);
    EngineAttempt attempt =
        new EngineAttempt(
            call.limits().deadline(), call.options().pulls(), can, call.snapshot()::localBackend);
    lease.onRevoke(() -> attempt.cancel(End.REMOVED));
    Runnable forget = call.limits().cancellation().onCancel(() -> attempt.cancel(End.CALLER));
    long id = ids.incrementAndGet();
    listener.on(new AttemptStarted(call.id(), id, backend.name(), model));
    Optional<FormatWatch> watch =
        call.format().map(format -> format.watch(backend.name(), can, toMend.isPresent()));
    AttemptStream stream =
        new AttemptStream(
            lease,
            attempt,
            permit,
            watch,
            call.request().delivery() == ChatRequest.Delivery.WHOLE,
            ended -> {
              forget.run();
              watchdog.forget(attempt);
              AttemptEnded event =
                  new AttemptEnded(call.id(), id, backend.name(), model, ended.outcome());
              listener.on(event);
              if (ended.unfit()) {
                listener.on(new AnswerUnfit(call.id(), id, backend.name(), model));
              }
              if (ended.openedCircuit()) {
                listener.on(new CircuitTurned(backend.name(), true, event.outcome().message()));
              }
            });
    watchdog.watch(attempt);
    stream.openAndCommit(
        given -> {
          backend.awaitTurn(given);
          ChatRequest request = fitted(call, id, backend, model);
          request = BoundThinking.left(request, given, origin(backend, model), call.plan());
          if (call.format().isPresent()) {
            request = formatted(request, call.format().get(), can, toMend);
            toMend.ifPresent(unfit -> given.note(mendingNote(backend, unfit)));
          }
          return chat(backend).open(LeftOut.of(request, call.request(), given, model), given);
        });
    if (stream.closedCircuit()) {
      listener.on(new CircuitTurned(backend.name(), false, ""));
    }
    return stream;
  }

  private static ChatRequest formatted(
      ChatRequest request, AnswerFormat format, Capabilities can, Optional<UnfitAnswer> toMend) {
    ChatRequest asked = format.asked(request, can);
    return toMend.map(unfit -> format.mending(asked, unfit)).orElse(asked);
  }

  private static String mendingNote(BackendHandle backend, UnfitAnswer unfit) {
    return "the first answer of '"
        + backend.name()
        + "' was not in the format asked for and was mended: "
        + unfit.message();
  }

  private static String origin(BackendHandle backend, String model) {
    return backend.type() + ":" + model;
  }

  private static Chat chat(BackendHandle backend) {
    Optional<Chat> chat = backend.operation(Chat.class);
    return chat.orElseThrow(
        () ->
            new BackendException(
                ErrorCode.UNSUPPORTED, "Backend '" + backend.name() + "' cannot chat."));
  }

  /**
   * The request for this backend: its model, the prompt in the variant for that model, and where
   * neither caller nor profile said anything, the template's figures, then the backend's, then
   * those that suit the model. A request from the wire is only decoded where there are any.
   */
  private ChatRequest fitted(Call call, long id, BackendHandle backend, String model) {
    ChatRequest request = call.request();
    ChatRequest fitted = request.model().equals(model) ? request : request.withModel(model);
    if (call.prompt().isEmpty()) {
      return filled(fitted, backend);
    }
    BoundPrompt prompt = call.prompt().get().bound();
    listener.on(new PromptRendered(call.id(), id, backend.name(), model, prompt.used(model)));
    fitted = prompt.fit(fitted, model, call.prompt().get().system());
    return prompt.fill(filled(fitted, backend), model);
  }

  /** The request with the backend's defaults where it says nothing. */
  private static ChatRequest filled(ChatRequest request, BackendHandle backend) {
    ChatRequest fitted = request;
    BackendOptions options = backend.options();
    if (options.temperature().isPresent() && request.sampling().temperature().isEmpty()) {
      fitted =
          fitted.withSampling(
              request.sampling().withTemperature(options.temperature().getAsDouble()));
    }
    if (options.maxTokens().isPresent() && request.limits().maxOutputTokens().isEmpty()) {
      fitted =
          fitted.withLimits(request.limits().withMaxOutputTokens(options.maxTokens().getAsInt()));
    }
    return fitted;
  }
}
