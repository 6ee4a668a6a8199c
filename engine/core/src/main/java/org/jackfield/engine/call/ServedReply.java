package org.jackfield.engine.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.Structured;
import org.jackfield.engine.UsedPrompt;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.chat.Chunk;

/** The reply of a call whose attempt has given its first content: it never changes its backend. */
final class ServedReply implements ReplyStream {
  private final Call call;
  private final Failover.Served served;
  private volatile String model;

  ServedReply(Call call, Failover.Served served) {
    this.call = call;
    this.served = served;
    this.model = served.candidate().model();
  }

  @Override
  public Chunk next() {
    try {
      Chunk chunk = served.stream().next();
      if (chunk instanceof Chunk.Start start && !start.model().isEmpty()) {
        model = start.model();
      }
      return chunk instanceof Chunk.Finish finish ? withAllUsage(finish) : chunk;
    } catch (BackendException e) {
      throw new EngineException(
          e.code(),
          e.message(),
          e,
          e.hint().orElse(null),
          served.reports(),
          e.retryAfter().orElse(null),
          call.plan());
    }
  }

  /** An answer that was mended cost what it cost before, too. */
  private Chunk.Finish withAllUsage(Chunk.Finish finish) {
    return served
        .mended()
        .map(
            before ->
                new Chunk.Finish(
                    finish.reason(),
                    UsageSum.of(before, finish.usage()),
                    finish.extensions(),
                    finish.wire()))
        .orElse(finish);
  }

  @Override
  public void close() {
    served.stream().close();
  }

  @Override
  public String backend() {
    return served.candidate().backend();
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public String origin() {
    return served.candidate().origin();
  }

  @Override
  public long generation() {
    return call.snapshot().generation();
  }

  @Override
  public List<AttemptReport> attempts() {
    return served.reports();
  }

  @Override
  public Optional<UsedPrompt> prompt() {
    return call.prompt().map(prompt -> prompt.bound().used(served.candidate().model()));
  }

  @Override
  public Optional<Structured> structured() {
    return served.stream().structured();
  }

  @Override
  public List<String> notes() {
    return served.stream().notes();
  }

  @Override
  public List<String> leftOut() {
    List<String> leftOut = new ArrayList<>();
    for (Plan.Candidate candidate : call.plan().candidates()) {
      call.snapshot()
          .backend(candidate.backend())
          .flatMap(BackendHandle::problem)
          .filter(problem -> !candidate.chosen() && problem.equals(candidate.reason()))
          .ifPresent(problem -> leftOut.add(candidate.backend() + " was left out: " + problem));
    }
    return leftOut;
  }
}
