package org.jackfield.engine.call;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jackfield.engine.EngineEvent.CallEnded;
import org.jackfield.engine.EngineEvent.CallStarted;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.ReplyStream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Tells the listener when a call starts and when it is over, however it ends. It stands around the
 * admission of the call and the chain, because a refused call has been one too.
 */
final class ObserveCall {
  private final EngineListener listener;

  ObserveCall(EngineListener listener) {
    this.listener = listener;
  }

  /** Serves the call of that id, which asked for that model. */
  ReplyStream watch(long call, String model, Supplier<ReplyStream> serving) {
    long startNanos = System.nanoTime();
    listener.on(new CallStarted(call, model));
    try {
      ReplyStream reply = serving.get();
      return new ObservedReply(reply, error -> ended(call, reply.backend(), error, startNanos));
    } catch (EngineException e) {
      ended(call, "", Optional.of(e.code()), startNanos);
      throw e;
    } catch (BackendException e) {
      ended(call, "", Optional.of(e.code()), startNanos);
      throw e;
    } catch (RuntimeException | Error e) {
      ended(call, "", Optional.of(ErrorCode.INTERNAL), startNanos);
      throw e;
    }
  }

  private void ended(long call, String backend, Optional<ErrorCode> error, long startNanos) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    listener.on(new CallEnded(call, backend, error, elapsed));
  }
}
