package org.jackfield.engine.call;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.engine.EngineEvent.CallEnded;
import org.jackfield.engine.EngineEvent.CallStarted;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.ReplyStream;
import org.jackfield.spi.ErrorCode;

/** Tells the listener when a call starts and when it is over, however it ends. */
final class ObserveCall implements CallInterceptor {
  private final EngineListener listener;

  ObserveCall(EngineListener listener) {
    this.listener = listener;
  }

  @Override
  public ReplyStream intercept(Call call, Next next) {
    listener.on(new CallStarted(call.id(), call.request().model()));
    try {
      ReplyStream reply = next.proceed(call);
      return new ObservedReply(reply, error -> ended(call, reply.backend(), error));
    } catch (EngineException e) {
      ended(call, "", Optional.of(e.code()));
      throw e;
    } catch (RuntimeException | Error e) {
      ended(call, "", Optional.of(ErrorCode.INTERNAL));
      throw e;
    }
  }

  private void ended(Call call, String backend, Optional<ErrorCode> error) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - call.startNanos());
    listener.on(new CallEnded(call.id(), backend, error, elapsed));
  }
}
