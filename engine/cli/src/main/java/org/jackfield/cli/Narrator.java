package org.jackfield.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.ReloadPlan;

/** Tells on standard error what happens in the engine while the user waits. Thread-safe. */
final class Narrator implements EngineListener, ArtifactStore.Progress {
  private final Messages messages;
  private final PullProgress pulls;

  /** Warnings that were told: they hold for every reload, and are news once. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  Narrator(Messages messages, LongSupplier nanoClock) {
    this.messages = messages;
    this.pulls = new PullProgress(messages, nanoClock);
  }

  @Override
  public void on(EngineEvent event) {
    switch (event) {
      case EngineEvent.FellBack fell -> messages.dim(fellBack(fell));
      case EngineEvent.CircuitTurned turned -> messages.dim(turned(turned));
      case EngineEvent.Notice notice -> messages.dim(named(notice.source(), notice.message()));
      case EngineEvent.ArtifactNotice notice ->
          messages.dim(named(notice.source(), notice.message()));
      case EngineEvent.ArtifactProgress progress ->
          pulls.bytes(progress.name(), progress.doneBytes(), progress.totalBytes());
      case EngineEvent.BackendProgress progress -> {}
      case EngineEvent.CallStarted started -> {}
      case EngineEvent.CallEnded ended -> {}
      case EngineEvent.AttemptStarted started -> {}
      case EngineEvent.PromptRendered rendered -> {}
      case EngineEvent.AttemptEnded ended -> {}
      case EngineEvent.AnswerUnfit unfit -> {}
      case EngineEvent.AnswerMended mended -> {}
      case EngineEvent.SnapshotApplied applied -> {}
      case EngineEvent.ReloadStarted started -> {}
      case EngineEvent.ReloadEnded ended -> reloaded(ended);
    }
  }

  @Override
  public void bytes(String name, long done, long total) {
    pulls.bytes(name, done, total);
  }

  @Override
  public void notice(String message) {
    messages.dim(message);
  }

  /** What was begun with was told by whoever began. */
  private void reloaded(EngineEvent.ReloadEnded ended) {
    boolean first = ended.generation() == (ended.error().isEmpty() ? 1 : 0);
    List<String> warnings =
        ended.plan().map(ReloadPlan::warnings).orElse(List.of()).stream()
            .filter(warned::add)
            .toList();
    if (first) {
      return;
    }
    if (ended.error().isPresent()) {
      messages.line(
          ended.source()
              + " is refused; generation "
              + ended.generation()
              + " goes on. "
              + EscapeFilter.clean(ended.error().get()));
      return;
    }
    ReloadPlan plan = ended.plan().orElseThrow();
    String changes =
        plan.isEmpty()
            ? "nothing to change"
            : plan.changes().stream()
                .map(ReloadPlan.Change::toString)
                .collect(Collectors.joining("; "));
    messages.dim(
        "generation %d serves (%s): %s"
            .formatted(ended.generation(), ended.source(), EscapeFilter.clean(changes)));
    warnings.forEach(warning -> messages.line("warning: " + warning));
  }

  private static String named(String source, String message) {
    String name = source + ": ";
    return message.startsWith(name) ? message : name + message;
  }

  /** The same for who waits for an answer: what a backend is doing passes by at a terminal. */
  EngineListener passing() {
    return event -> {
      if (event instanceof EngineEvent.Notice notice) {
        messages.progress(named(notice.source(), notice.message()));
      } else if (event instanceof EngineEvent.BackendProgress progress) {
        messages.progress(named(progress.backend(), howFar(progress)));
      } else {
        on(event);
      }
    };
  }

  private static String howFar(EngineEvent.BackendProgress progress) {
    return String.format(
        Locale.ROOT,
        "%s: %,d of %,d %s",
        progress.doing(),
        progress.done(),
        progress.total(),
        progress.unit());
  }

  private static String turned(EngineEvent.CircuitTurned turned) {
    return turned.open()
        ? turned.backend() + " is left alone for a while: " + turned.message()
        : turned.backend() + " is back";
  }

  private static String fellBack(EngineEvent.FellBack fell) {
    return fell.from() + ": " + withHint(fell.message(), fell.hint()) + " → trying " + fell.to();
  }

  /** What went wrong and what to do, as two sentences; below a list, on a line of its own. */
  static String withHint(String message, Optional<String> hint) {
    if (hint.isEmpty() || message.contains(hint.get())) {
      return message;
    }
    if (message.contains("\n")) {
      return message + "\n" + hint.get();
    }
    boolean ended = message.endsWith(".") || message.endsWith("!") || message.endsWith("?");
    return message + (ended ? " " : ". ") + hint.get();
  }
}
