package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jackfield.engine.EngineEvent.Outcome;
import org.jackfield.engine.call.EngineAttempt.End;
import org.jackfield.engine.snapshot.BackendLease;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's answer under the engine's timers. Whatever a backend does, its reader sees chunks,
 * a finish, or one {@link BackendException}. One reader; {@link #close} from any thread.
 */
final class AttemptStream implements ChatStream {
  /** Frames before the first content; more than this is a broken upstream, not an answer. */
  private static final int MAX_FRAMES_BEFORE_CONTENT = 10_000;

  private final BackendLease lease;
  private final EngineAttempt attempt;
  private final Consumer<AttemptStream> onEnd;
  private final long startNanos = System.nanoTime();
  private final Deque<Chunk> ahead = new ArrayDeque<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private @Nullable ChatStream upstream;
  private volatile long firstContentNanos;
  private volatile @Nullable BackendException error;
  private volatile Chunk.@Nullable Finish finish;
  private volatile Usage usage = Usage.UNKNOWN;

  AttemptStream(BackendLease lease, EngineAttempt attempt, Consumer<AttemptStream> onEnd) {
    this.lease = lease;
    this.attempt = attempt;
    this.onEnd = onEnd;
  }

  /** Opens the upstream and reads up to its first content, which is kept for the reader. */
  void openAndCommit(Opener opener) {
    attempt.arm(End.FIRST_CONTENT, lease.backend().options().timeout());
    try {
      ChatStream opened = opener.open(attempt);
      upstream = opened;
      attempt.onCancel(opened::close);
      Chunk chunk;
      do {
        chunk = opened.next();
        ahead.add(chunk);
        if (ahead.size() > MAX_FRAMES_BEFORE_CONTENT) {
          throw new BackendException(
              ErrorCode.PROTOCOL,
              "Backend '" + name() + "' sent " + ahead.size() + " frames and no content.");
        }
      } while (!chunk.content());
      firstContentNanos = System.nanoTime();
      attempt.disarm();
    } catch (Throwable e) {
      throw fail(e);
    }
  }

  /** How an attempt is opened. */
  interface Opener {
    ChatStream open(EngineAttempt attempt);
  }

  @Override
  public Chunk next() {
    try {
      Chunk kept = ahead.poll();
      Chunk chunk = kept == null ? pull() : kept;
      if (chunk instanceof Chunk.Finish last) {
        finish = last;
        usage = last.usage();
        end();
      }
      return chunk;
    } catch (Throwable e) {
      throw fail(e);
    }
  }

  private Chunk pull() {
    ChatStream open = upstream;
    if (open == null || over.get()) {
      throw new BackendException(ErrorCode.CANCELLED, "The answer has ended or was closed.");
    }
    attempt.arm(End.IDLE, lease.backend().options().idleTimeout());
    try {
      return open.next();
    } finally {
      attempt.disarm();
    }
  }

  private BackendException fail(Throwable thrown) {
    BackendException told = BackendFailures.explain(thrown, attempt.end(), lease.backend());
    if (error == null) {
      error = told;
    }
    attempt.cancel(End.CALLER);
    end();
    return told;
  }

  @Override
  public void close() {
    if (!over.get()) {
      attempt.cancel(End.CALLER);
      end();
    }
  }

  private void end() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    ChatStream open = upstream;
    try {
      if (open != null) {
        open.close();
      }
    } catch (Throwable e) {
      System.getLogger(AttemptStream.class.getName())
          .log(System.Logger.Level.WARNING, "Backend '" + name() + "' failed to close: " + e);
    } finally {
      lease.close();
      onEnd.accept(this);
    }
  }

  String name() {
    return lease.backend().name();
  }

  EngineAttempt attempt() {
    return attempt;
  }

  /** From the attempt's start to its first content; empty when none came. */
  Optional<Duration> firstContent() {
    return firstContentNanos == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(firstContentNanos - startNanos));
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  List<String> notes() {
    return attempt.notes();
  }

  Outcome outcome() {
    BackendException failed = error;
    Chunk.Finish last = finish;
    boolean abandoned = failed == null && last == null;
    Optional<ErrorCode> code =
        abandoned
            ? Optional.of(ErrorCode.CANCELLED)
            : Optional.ofNullable(failed).map(BackendException::code);
    Optional<FinishReason> reason = Optional.ofNullable(last).map(Chunk.Finish::reason);
    String message =
        abandoned ? "The caller closed the answer." : failed == null ? "" : failed.message();
    return new Outcome(code, message, reason, usage, firstContent(), elapsed());
  }
}
