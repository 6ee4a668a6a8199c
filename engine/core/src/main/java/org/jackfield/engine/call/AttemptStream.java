package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jackfield.engine.EngineEvent.Outcome;
import org.jackfield.engine.Structured;
import org.jackfield.engine.breaker.CircuitBreaker.Permit;
import org.jackfield.engine.call.EngineAttempt.End;
import org.jackfield.engine.snapshot.BackendLease;
import org.jackfield.engine.structured.FormatWatch;
import org.jackfield.engine.structured.UnfitAnswer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's answer under the engine's timers. Whatever a backend does, its reader sees chunks,
 * a finish, or one {@link BackendException}. One reader; {@link #close} from any thread.
 */
final class AttemptStream implements ChatStream {
  /** Frames before the first content; more than this is a broken upstream, not an answer. */
  private static final int MAX_FRAMES_BEFORE_CONTENT = 10_000;

  /** Frames of an answer that is kept until it is whole. */
  private static final int MAX_FRAMES_KEPT = 1_000_000;

  /** What those before the first content may have in bytes. */
  private static final long MAX_BYTES_BEFORE_CONTENT = 16L << 20;

  /** What an answer may have in bytes that somebody collects. */
  private static final long MAX_BYTES_COLLECTED = 64L << 20;

  private final BackendLease lease;
  private final EngineAttempt attempt;
  private final Optional<FormatWatch> format;
  private final Permit permit;
  private final Consumer<AttemptStream> onEnd;
  private final long startNanos = System.nanoTime();
  private final Deque<Chunk> ahead = new ArrayDeque<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /** Pieces of content that came. */
  private final AtomicInteger pieces = new AtomicInteger();

  private final boolean collected;
  private @Nullable ChatStream upstream;

  /** The reader's. */
  private long bytes;

  /** How long its reader has waited since something was said; that is the reader's alone. */
  private long idleNanos;

  private volatile long firstContentNanos;
  private volatile @Nullable BackendException error;
  private volatile Chunk.@Nullable Finish finish;
  private volatile boolean openedCircuit;
  private volatile boolean closedCircuit;
  private volatile Usage usage = Usage.UNKNOWN;

  /**
   * An attempt's stream.
   *
   * @param collected whether its reader puts all of it together
   */
  AttemptStream(
      BackendLease lease,
      EngineAttempt attempt,
      Permit permit,
      Optional<FormatWatch> format,
      boolean collected,
      Consumer<AttemptStream> onEnd) {
    this.lease = lease;
    this.attempt = attempt;
    this.permit = permit;
    this.format = format;
    this.collected = collected;
    this.onEnd = onEnd;
  }

  /**
   * Opens the upstream and reads up to its first content, which is kept for the reader; an answer
   * in a format that is collected is read to its finish, so that a broken one reaches nobody.
   */
  void openAndCommit(Opener opener) {
    attempt.arm(End.FIRST_CONTENT, lease.backend().options().timeout());
    try {
      ChatStream given = opener.open(attempt);
      ChatStream opened = format.map(watch -> watch.over(given)).orElse(given);
      upstream = opened;
      attempt.onCancel(opened::close);
      Chunk chunk;
      do {
        chunk = read(opened);
        keep(chunk, MAX_FRAMES_BEFORE_CONTENT, "no content");
      } while (!chunk.content());
      firstContentNanos = System.nanoTime();
      closedCircuit = permit.began();
      attempt.disarm();
      while (collected && format.isPresent() && !(chunk instanceof Chunk.Finish)) {
        chunk = pull();
        keep(chunk, MAX_FRAMES_KEPT, "no finish");
      }
    } catch (Throwable e) {
      throw fail(e);
    }
  }

  private void keep(Chunk chunk, int most, String missing) {
    ahead.add(chunk);
    if (ahead.size() > most) {
      throw new BackendException(
          ErrorCode.PROTOCOL,
          "Backend '" + name() + "' sent " + ahead.size() + " frames and " + missing + ".");
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
        permit.succeeded();
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
    attempt.arm(End.IDLE, lease.backend().options().idleTimeout().minusNanos(idleNanos));
    long start = System.nanoTime();
    try {
      Chunk chunk = read(open);
      idleNanos = saysNothing(chunk) ? idleNanos + System.nanoTime() - start : 0;
      return chunk;
    } finally {
      attempt.disarm();
    }
  }

  private Chunk read(ChatStream open) {
    Chunk chunk = open.next();
    bytes += size(chunk);
    boolean begun = firstContentNanos != 0 || chunk.content();
    if (!begun && bytes > MAX_BYTES_BEFORE_CONTENT) {
      throw tooLarge(MAX_BYTES_BEFORE_CONTENT, "and no content");
    }
    if (begun && collected && bytes > MAX_BYTES_COLLECTED) {
      throw tooLarge(MAX_BYTES_COLLECTED, "for one answer");
    }
    if (chunk.content() && !(chunk instanceof Chunk.Finish)) {
      pieces.incrementAndGet();
    }
    return chunk;
  }

  private BackendException tooLarge(long most, String what) {
    return new BackendException(
        ErrorCode.PROTOCOL,
        "Backend '" + name() + "' sent more than " + (most >> 20) + " MB " + what + ".");
  }

  /** Of a frame of a stream; what came as one body has a limit where it is read. */
  private static long size(Chunk chunk) {
    if (chunk.wire().isPresent()) {
      WireFrame frame = chunk.wire().get();
      return frame.whole() ? 0 : frame.bytes().length;
    }
    return switch (chunk) {
      case Chunk.Text piece -> piece.text().length();
      case Chunk.Thinking piece -> piece.text().length();
      case Chunk.ToolCallArguments piece -> piece.json().length();
      case Chunk.Refusal piece -> piece.text().length();
      case Chunk.ToolCallStart call -> 0;
      case Chunk.Start start -> 0;
      case Chunk.Other other -> 0;
      case Chunk.Finish finish -> 0;
    };
  }

  /**
   * What an answer that never ends has cost: what was told until then, and for its output at least
   * a token for each piece of content, as most servers send them.
   */
  private Usage partial(ChatStream open) {
    Usage told = open.usage();
    int came = pieces.get();
    return told.equals(Usage.UNKNOWN) && came == 0
        ? told
        : told.withOutput(Math.max(told.output().orElse(0), came)).with(Usage.Origin.ESTIMATED);
  }

  /** A ping shows that a connection is alive, and nothing of the answer. */
  private static boolean saysNothing(Chunk chunk) {
    return chunk instanceof Chunk.Other other && other.extensions().isEmpty();
  }

  private BackendException fail(Throwable thrown) {
    BackendException told = BackendFailures.explain(thrown, attempt, lease.backend());
    if (firstContentNanos == 0) {
      told = BackendFailures.beforeContent(told);
    }
    if (error == null) {
      error = told;
      UnfitAnswer.of(told).ifPresent(unfit -> usage = unfit.usage());
    }
    tellCircuit(told);
    attempt.cancel(End.CALLER);
    end();
    return told;
  }

  /**
   * Who ends an attempt for reasons of its own says nothing of the backend; and one whose model
   * said what was not asked for is well.
   */
  private void tellCircuit(BackendException told) {
    if (UnfitAnswer.of(told).isPresent()) {
      permit.succeeded();
      return;
    }
    switch (attempt.end()) {
      case NONE, FIRST_CONTENT, IDLE -> openedCircuit |= permit.failed(told);
      case CALLER, DEADLINE, REMOVED -> permit.released();
    }
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
        if (finish == null && usage.equals(Usage.UNKNOWN)) {
          usage = partial(open);
        }
      }
    } catch (Throwable e) {
      System.getLogger(AttemptStream.class.getName())
          .log(System.Logger.Level.WARNING, "Backend '" + name() + "' failed to close: " + e);
    } finally {
      permit.released();
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

  /** Whether its failure made the engine leave the backend alone. */
  boolean openedCircuit() {
    return openedCircuit;
  }

  /** Whether its first content made the engine ask the backend again. */
  boolean closedCircuit() {
    return closedCircuit;
  }

  List<String> notes() {
    return attempt.notes();
  }

  /** How the answer is held to the format that was asked for, when one was. */
  Optional<Structured> structured() {
    return format.flatMap(FormatWatch::structured);
  }

  /** Whether it failed because the answer is not in the format that was asked for. */
  boolean unfit() {
    BackendException failed = error;
    return failed != null && UnfitAnswer.of(failed).isPresent();
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
    Optional<String> id = Optional.ofNullable(failed).flatMap(BackendException::upstreamId);
    return new Outcome(code, message, id, reason, usage, firstContent(), elapsed());
  }
}
