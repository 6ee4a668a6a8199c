package org.jackfield.cli;

import java.util.List;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.Reply;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.call.Collector;
import org.jackfield.spi.chat.Message;

/** Asks the engine and shows the answer while it comes. Used by one thread. */
final class Asking {
  private final Jackfield engine;
  private final Invocation invocation;
  private String said = "";

  Asking(Jackfield engine, Invocation invocation) {
    this.engine = engine;
    this.invocation = invocation;
  }

  /**
   * The answer to the last message of that conversation, shown as it comes unless {@code quiet}.
   *
   * @param cancellation ends it from another thread
   */
  Reply ask(
      ChatOptions options, List<Message> conversation, Cancellation cancellation, boolean quiet) {
    said = "";
    long start = System.nanoTime();
    Messages messages = invocation.messages();
    try (ReplyStream stream =
        engine.stream(
            options.request(conversation), options.call().withCancellation(cancellation))) {
      if (quiet) {
        return new Collector(start).collect(stream);
      }
      Output out = invocation.out();
      boolean watched = out.terminal() && messages.rich();
      ShownReply shown = new ShownReply(stream, out, messages, watched);
      hold(messages, out);
      try {
        return new Collector(start).collect(shown);
      } finally {
        said = shown.said();
        out.endLine();
        messages.release();
      }
    } finally {
      messages.endProgress();
    }
  }

  /** The text that the last answer came to, also when it was cut short. */
  String said() {
    return said;
  }

  /** Lines would cut an answer in two only where both are seen in one place. */
  private static void hold(Messages messages, Output out) {
    if (out.terminal()) {
      messages.hold();
    }
  }
}
