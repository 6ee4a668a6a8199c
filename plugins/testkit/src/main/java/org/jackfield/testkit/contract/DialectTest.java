package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.LoadedPlugin;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the contracts of a backend with an upstream have in common: both, and how they talk. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class DialectTest {
  private ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<Backend> backends = new ArrayList<>();

  /** How the upstream speaks. */
  protected abstract Dialect dialect();

  /** The plugin under test; the jar that the build has packaged unless a subclass knows better. */
  protected LoadedPlugin plugin() {
    return LoadedPlugin.underTest();
  }

  /** Starts a fresh upstream. */
  @BeforeEach
  protected final void startUpstream() {
    upstream.close();
    upstream = ScriptedUpstream.start();
    upstream.aside(request -> dialect().aside(request));
  }

  /** Closes the backends, then the upstream, which fails the test if it has complaints. */
  @AfterEach
  protected final void closeAll() {
    backends.forEach(Backend::close);
    backends.clear();
    upstream.close();
  }

  /** The upstream of this test. */
  protected final ScriptedUpstream upstream() {
    return upstream;
  }

  /** The context of a backend that talks to the upstream. */
  protected final TestingContext context() {
    return TestingContext.of(
        plugin().factory(dialect().type()), dialect().settings(upstream.uri()));
  }

  /** A backend in that context; closed at the end of the test. */
  protected final Backend backend(TestingContext context) {
    Backend backend = plugin().create(dialect().type(), context);
    backends.add(backend);
    return backend;
  }

  /** Whether the backend declares that. */
  protected final boolean declares(Capability capability) {
    return backend(context()).capabilities("").has(capability);
  }

  /** The chat of a backend that talks to the upstream. */
  protected final Chat chat() {
    return chat(context());
  }

  /** The chat of a backend in that context. */
  protected final Chat chat(TestingContext context) {
    return backend(context)
        .operation(Chat.class)
        .orElseThrow(() -> new AssertionError("The backend has no chat"));
  }

  /** A question. */
  protected static ChatRequest question() {
    return question("What is the capital of France?");
  }

  /** A request with that one message of the user. */
  protected static ChatRequest question(String text) {
    return ChatRequest.builder().message(Message.user(text)).build();
  }

  /** The answer as a streamed reply, one chunk of HTTP for each frame. */
  protected final Reply reply(Answer answer) {
    return streamed(dialect().frames(answer));
  }

  /** These frames as a streamed reply, one chunk of HTTP for each. */
  protected final Reply streamed(Frames frames) {
    Reply reply = begun();
    for (String frame : frames.all()) {
      reply = reply.chunk(frame);
    }
    return reply.lastChunk();
  }

  /** The answer in every way that the upstream has, by its name. */
  protected final Map<String, Reply> replies(Answer answer) {
    Map<String, Reply> replies = new LinkedHashMap<>();
    replies.put("streamed", reply(answer));
    dialect().whole(answer).ifPresent(whole -> replies.put("whole", whole));
    return replies;
  }

  /** The head of a streamed answer. */
  protected final Reply begun() {
    return Reply.stream(dialect().contentType());
  }

  /** All chunks of the answer to a question, with no limit. */
  protected final List<Chunk> ask(Chat chat, ChatRequest request) {
    try (ChatStream stream = chat.open(request, TestingAttempt.unlimited())) {
      return drain(stream);
    }
  }

  /** All chunks up to the finish. */
  protected static List<Chunk> drain(ChatStream stream) {
    List<Chunk> chunks = new ArrayList<>();
    do {
      chunks.add(stream.next());
    } while (!(chunks.getLast() instanceof Chunk.Finish));
    return chunks;
  }

  /** Reads up to the first chunk with content. */
  protected static Chunk firstContent(ChatStream stream) {
    Chunk chunk = stream.next();
    while (!chunk.content()) {
      chunk = stream.next();
    }
    return chunk;
  }

  /** The text of the chunks, joined. */
  protected static String text(List<Chunk> chunks) {
    return chunks.stream()
        .map(chunk -> chunk instanceof Chunk.Text text ? text.text() : "")
        .collect(Collectors.joining());
  }

  /** The end of the chunks. */
  protected static Chunk.Finish finish(List<Chunk> chunks) {
    assertThat(chunks.getLast()).isInstanceOf(Chunk.Finish.class);
    return (Chunk.Finish) chunks.getLast();
  }

  /** The error that the call ends with; fails the test when it ends otherwise. */
  protected static BackendException failure(ThrowingCallable call) {
    return failure("it must fail, but it ended well", call);
  }

  /** The same; the text says why it must fail. */
  protected static BackendException failure(String why, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).as(why).isNotNull();
    assertThat(thrown)
        .as("failures are told by BackendException")
        .isInstanceOf(BackendException.class);
    return (BackendException) thrown;
  }

  /** Fails the test unless the error has one of these codes, and says which error it was. */
  protected static void hasCode(BackendException error, ErrorCode... codes) {
    assertThat(error.code())
        .as("the code of the error \"%s\"", shown(error))
        .isIn((Object[]) codes);
  }

  /** Everything a person sees of an error. */
  protected static String shown(BackendException error) {
    return error.message() + "\n" + error.hint().orElse("");
  }

  /** Everything that an error could give away: its own and its causes' texts. */
  protected static String everything(Throwable error) {
    StringBuilder all = new StringBuilder();
    for (Throwable at = error; at != null; at = at.getCause()) {
      all.append(at).append('\n');
      if (at instanceof BackendException known) {
        all.append(shown(known)).append('\n');
      }
    }
    return all.toString();
  }

  /** Does it on a thread of its own. */
  protected static <T> CompletableFuture<T> inBackground(Supplier<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(action.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** The result of something in the background; a hanging one fails the test. */
  protected static <T> T get(CompletableFuture<T> result) throws Exception {
    return result.get(ScriptedUpstream.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The error of an open that is expected to fail, or of its stream. */
  protected static BackendException failureOfAnswer(
      Chat chat, ChatRequest request, Attempt attempt) {
    return failure(
        () -> {
          try (ChatStream stream = chat.open(request, attempt)) {
            drain(stream);
          }
        });
  }
}
