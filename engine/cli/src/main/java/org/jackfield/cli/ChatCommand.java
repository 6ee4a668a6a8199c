package org.jackfield.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PromptRequest;
import org.jackfield.engine.Reply;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Message;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code chat}: one question and its answer, or a conversation. */
final class ChatCommand implements Command {
  private static final String JSON = "--json";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            this,
            "chat",
            "Asks a model and streams its answer; without a prompt, a conversation. What comes by"
                + " standard input is appended to the prompt.",
            "jackfield chat \"Why is the sky blue?\"",
            "git diff | jackfield chat \"Say in one line what this changes:\"",
            "jackfield chat --backend llamacpp --json \"Name three rivers.\"",
            "jackfield chat --prompt summarization --var text=@article.txt",
            "jackfield chat --schema rivers.schema.json \"Name three rivers.\"");
    spec.addPositional(Specs.words("PROMPT", "What to ask."));
    ChatOptions.addTo(spec);
    PromptOptions.addTo(spec);
    spec.addOption(Specs.flag(JSON, "Prints one JSON document instead of the text.").build());
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Invocation invocation) throws IOException {
    ChatOptions options = ChatOptions.of(arguments);
    boolean json = arguments.hasMatchedOption(JSON);
    String words = PromptText.words(Specs.words(arguments));
    Console console = invocation.console();
    Optional<PromptRequest> template = PromptOptions.template(arguments, console);
    if (template.isPresent()) {
      if (!words.isBlank()) {
        throw new UsageException(
            PromptOptions.PROMPT + " makes the whole prompt; give it variables, not words");
      }
      return ask(invocation, options.withPrompt(template.get()), List.of(), json);
    }
    if (words.isBlank() && console.terminals().in() && console.terminals().out() && !json) {
      return new Conversation(invocation, options).run();
    }
    String input = console.terminals().in() ? "" : PromptInput.read(invocation, words.isBlank());
    String prompt = PromptText.join(words, input);
    if (prompt.isBlank()) {
      throw new UsageException(
          "there is no prompt. Give one, as in: jackfield chat \"Why is the sky blue?\"");
    }
    return ask(invocation, options, List.of(Message.user(prompt)), json);
  }

  private static int ask(
      Invocation invocation, ChatOptions options, List<Message> messages, boolean json) {
    try (UserStop stop = UserStop.abruptly(invocation.console())) {
      return ask(invocation, options, messages, json, stop);
    }
  }

  private static int ask(
      Invocation invocation,
      ChatOptions options,
      List<Message> messages,
      boolean json,
      UserStop stop) {
    try (Jackfield engine = invocation.open(invocation.narrator().passing())) {
      options.backend().ifPresent(new Target(engine)::check);
      Asking asking = new Asking(engine, invocation);
      Reply reply = asking.ask(options, messages, stop.cancellation(), json);
      if (json) {
        invocation.out().line(Json.text(ChatDocument.of(reply)));
      } else {
        tellAbout(reply, engine, invocation);
      }
      return ExitCode.OK;
    } catch (EngineException e) {
      if (e.code() == ErrorCode.CANCELLED && stop.wanted()) {
        return ExitCode.INTERRUPTED;
      }
      if (!json) {
        throw e;
      }
      invocation.out().line(Json.text(ChatDocument.of(e)));
      return ExitCode.FAILED;
    } catch (ConfigException e) {
      if (!json) {
        throw e;
      }
      invocation.out().line(Json.text(ChatDocument.of(e)));
      return ExitCode.FAILED;
    }
  }

  /** The footer, and what of the request did not reach the model. */
  private static void tellAbout(Reply reply, Jackfield engine, Invocation invocation) {
    Messages messages = invocation.messages();
    reply.source().notes().forEach(messages::dim);
    messages.dim(Footer.line(reply));
    Footer.advice(reply, engine, invocation.console()).ifPresent(messages::dim);
  }
}
