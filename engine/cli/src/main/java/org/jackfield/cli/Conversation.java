package org.jackfield.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.Reply;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Message;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * {@code chat} without a prompt: a conversation at a terminal. The line editor owns the terminal
 * while a line is typed; while an answer comes, Ctrl-C ends the answer. Used by one thread.
 */
final class Conversation {
  private static final int MOST_HISTORY_LINES = 5000;

  /** For a terminal that does not know its size. */
  private static final int USUAL_COLUMNS = 80;

  private static final int USUAL_ROWS = 24;

  private static final String HELP =
      """
      /backend         who is asked now
      /backend NAME    ask that backend alone; auto: ask as configured again
      /model NAME      ask that model; auto: each backend's own again
                       (backend:model asks that backend alone)
      /reset           forget what was said; backend and model stay
      /help            this
      /exit, /quit     leave, as does Ctrl-D
      Ctrl-C stops an answer. Pasted lines stay together. A leading space says a slash.\
      """;

  /** The name that stands for the choice of the configuration. */
  private static final String AUTO = "auto";

  private final Invocation invocation;
  private final List<Message> said = new ArrayList<>();
  private final AtomicReference<Cancellation> answering = new AtomicReference<>();
  private ChatOptions options;

  Conversation(Invocation invocation, ChatOptions options) {
    this.invocation = invocation;
    this.options = options;
  }

  /** Talks at the process's own terminal until the user leaves. */
  int run() throws IOException {
    TerminalBuilder builder =
        TerminalBuilder.builder()
            .system(true)
            .jni(false)
            .dumb(true)
            // Would ask the terminal what it can do, and wait for answers that many never give.
            .graphemeCluster(false);
    try (Terminal terminal = builder.build()) {
      if (terminal.getColumns() == 0) {
        terminal.setSize(Size.of(USUAL_COLUMNS, USUAL_ROWS));
      }
      return run(terminal);
    }
  }

  /** Talks at that terminal until the user leaves. */
  int run(Terminal terminal) throws IOException {
    Output out = new Output(terminal.output(), true, invocation.out().style());
    Invocation here = invocation.withOut(out);
    Messages messages = here.messages();
    terminal.handle(Terminal.Signal.INT, signal -> stopAnswer());
    try (Jackfield engine = here.open(new SaidOnce(here.narrator().passing()))) {
      List<String> asked = new Target(engine).lines(options);
      LineReader reader = reader(terminal);
      messages.dim(asked.getFirst() + " /help shows the commands, Ctrl-D leaves.");
      Asking asking = new Asking(engine, here);
      while (true) {
        String line = readLine(reader, messages);
        if (line == null || line.strip().equals("/exit") || line.strip().equals("/quit")) {
          return ExitCode.OK;
        }
        if (line.startsWith("/")) {
          command(line.strip(), engine, messages);
        } else if (!line.isBlank()) {
          answer(line.strip(), asking, engine, messages);
        }
      }
    }
  }

  private LineReader reader(Terminal terminal) {
    DefaultParser words = new DefaultParser();
    words.setEscapeChars(new char[0]);
    words.setQuoteChars(new char[0]);
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("jackfield")
            .parser(words)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.BRACKETED_PASTE, true)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "")
            .variable(LineReader.HISTORY_FILE_SIZE, MOST_HISTORY_LINES);
    HistoryFile.ready(invocation.console().environment())
        .ifPresentOrElse(
            file -> builder.variable(LineReader.HISTORY_FILE, file),
            () -> invocation.messages().dim("the history cannot be kept: its folder is closed"));
    return builder.build();
  }

  /** What was typed; null at the end of the input. */
  private static @Nullable String readLine(LineReader reader, Messages messages) {
    while (true) {
      try {
        return reader.readLine("> ");
      } catch (EndOfFileException e) {
        return null;
      } catch (UserInterruptException e) {
        messages.dim("(Ctrl-D leaves)");
      }
    }
  }

  private void answer(String prompt, Asking asking, Jackfield engine, Messages messages) {
    said.add(Message.user(prompt));
    Cancellation cancellation = new Cancellation();
    answering.set(cancellation);
    try {
      Reply reply = asking.ask(options, said, cancellation, false);
      said.add(reply.message());
      messages.dim(Footer.line(reply));
      Footer.advice(reply, engine, invocation.console()).ifPresent(messages::dim);
    } catch (EngineException e) {
      keepWhatWasSaid(asking.said());
      if (e.code() == ErrorCode.CANCELLED && cancellation.cancelled()) {
        messages.dim("(stopped)");
      } else {
        messages.error(Narrator.withHint(e.message(), e.hint()));
      }
    } finally {
      answering.set(null);
    }
  }

  /** A broken answer stays in the conversation; a question without any answer does not. */
  private void keepWhatWasSaid(String answer) {
    if (answer.isBlank()) {
      said.removeLast();
    } else {
      said.add(Message.assistant(answer));
    }
  }

  private void stopAnswer() {
    Cancellation now = answering.get();
    if (now != null) {
      now.cancel();
    }
  }

  private void command(String line, Jackfield engine, Messages messages) {
    String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    switch (words[0]) {
      case "/help" -> messages.line(HELP);
      case "/reset" -> {
        said.clear();
        messages.dim("(forgotten)");
      }
      case "/model" -> chooseModel(argument, new Target(engine), messages);
      case "/backend" -> chooseBackend(argument, engine, messages);
      default -> messages.line(words[0] + " is none of the commands:\n" + HELP);
    }
  }

  private void chooseBackend(String name, Jackfield engine, Messages messages) {
    List<String> names = engine.backends(false).stream().map(BackendStatus::name).toList();
    if (names.contains(name)) {
      choose(options.withBackend(name), new Target(engine), messages);
    } else if (name.equals(AUTO)) {
      choose(options.asConfigured(), new Target(engine), messages);
    } else if (name.isEmpty()) {
      new Target(engine).lines(options).forEach(messages::dim);
    } else {
      messages.line(
          "There is no backend '" + name + "'. Backends: " + String.join(", ", names) + ".");
    }
  }

  private void chooseModel(String name, Target target, Messages messages) {
    if (name.isEmpty()) {
      messages.dim(target.lines(options).getFirst());
    } else if (name.equals(AUTO)) {
      choose(options.withModel(""), target, messages);
    } else {
      ChatOptions from = target.names(name) ? options.asConfigured() : options;
      if (choose(from.withModel(name), target, messages)) {
        target.doubt(name).ifPresent(messages::dim);
      }
    }
  }

  /** Asks so from now on, if anybody can be asked so; tells who is asked. */
  private boolean choose(ChatOptions wanted, Target target, Messages messages) {
    try {
      List<String> asked = target.lines(wanted);
      if (target.plan(wanted).chosen().isEmpty()) {
        asked.forEach(messages::line);
        return false;
      }
      options = wanted;
      messages.dim(asked.getFirst());
      return true;
    } catch (EngineException e) {
      messages.error(Narrator.withHint(e.message(), e.hint()));
      return false;
    }
  }

  /** Tells of the same fallback once, not at each turn. */
  private static final class SaidOnce implements EngineListener {
    private final EngineListener listener;
    private final Set<String> fallbacks = new HashSet<>();

    SaidOnce(EngineListener listener) {
      this.listener = listener;
    }

    @Override
    public synchronized void on(EngineEvent event) {
      if (!(event instanceof EngineEvent.FellBack fell)
          || fallbacks.add(fell.from() + " " + fell.to())) {
        listener.on(event);
      }
    }
  }
}
