package org.jackfield.engine.call;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.engine.EngineEvent.AttemptEnded;
import org.jackfield.engine.EngineEvent.AttemptStarted;
import org.jackfield.engine.EngineEvent.PromptRendered;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.call.EngineAttempt.End;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.engine.prompt.BoundPrompt;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.BackendLease;
import org.jackfield.spi.BackendException;
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
   * One attempt at a backend; blocks until its first content is there.
   *
   * @throws BackendException when it failed before that
   */
  AttemptStream open(Call call, BackendHandle backend, String model) {
    BackendLease lease = backend.lease();
    EngineAttempt attempt = new EngineAttempt(call.limits().deadline(), call.options().pulls());
    lease.onRevoke(() -> attempt.cancel(End.REMOVED));
    Runnable forget = call.limits().cancellation().onCancel(() -> attempt.cancel(End.CALLER));
    long id = ids.incrementAndGet();
    listener.on(new AttemptStarted(call.id(), id, backend.name(), model));
    AttemptStream stream =
        new AttemptStream(
            lease,
            attempt,
            ended -> {
              forget.run();
              watchdog.forget(attempt);
              listener.on(new AttemptEnded(call.id(), id, backend.name(), model, ended.outcome()));
            });
    watchdog.watch(attempt);
    stream.openAndCommit(given -> chat(backend).open(fitted(call, id, backend, model), given));
    return stream;
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
