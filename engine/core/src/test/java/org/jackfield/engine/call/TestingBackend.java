package org.jackfield.engine.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;

/** A backend that does what it is told, one script for each attempt; the last one repeats. */
final class TestingBackend implements Backend, Chat {
  /** What one attempt does. */
  interface Script {
    ChatStream open(ChatRequest request, Attempt attempt);
  }

  private final Deque<Script> scripts = new ArrayDeque<>();
  final List<ChatRequest> requests = new ArrayList<>();
  final List<Attempt> attempts = new ArrayList<>();
  Capabilities capabilities = Capabilities.of(Capability.values());
  private final List<String> models = new ArrayList<>();
  final AtomicInteger closed = new AtomicInteger();

  /** From now on it has these models and no other. */
  TestingBackend withModels(String... names) {
    models.addAll(List.of(names));
    return this;
  }

  TestingBackend then(Script script) {
    scripts.add(script);
    return this;
  }

  TestingBackend thenFails(BackendException error) {
    return then(
        (request, attempt) -> {
          throw error;
        });
  }

  TestingBackend thenFails(ErrorCode code) {
    return thenFails(new BackendException(code, code + " happened"));
  }

  TestingBackend thenSays(String... words) {
    return then((request, attempt) -> saying(words));
  }

  static ChatStream saying(String... words) {
    List<Chunk> chunks = new ArrayList<>();
    chunks.add(Chunk.start("model-of-upstream", "id-1"));
    Arrays.stream(words).forEach(word -> chunks.add(Chunk.text(0, word)));
    chunks.add(Chunk.finish(FinishReason.STOP, Usage.reported(3, words.length)));
    return of(chunks);
  }

  static ChatStream of(List<Chunk> chunks) {
    Deque<Chunk> left = new ArrayDeque<>(chunks);
    return stream(left::removeFirst, () -> {});
  }

  /** The first chunks, then the error. */
  static ChatStream breaking(RuntimeException error, Chunk... chunks) {
    Deque<Chunk> left = new ArrayDeque<>(List.of(chunks));
    return stream(
        () -> {
          if (left.isEmpty()) {
            throw error;
          }
          return left.removeFirst();
        },
        () -> {});
  }

  /** The first chunks, then silence until it is closed. */
  static ChatStream stalling(Chunk... chunks) {
    Deque<Chunk> left = new ArrayDeque<>(List.of(chunks));
    CountDownLatch closed = new CountDownLatch(1);
    return stream(
        () -> {
          if (left.isEmpty()) {
            await(closed);
            throw new BackendException(ErrorCode.CANCELLED, "closed");
          }
          return left.removeFirst();
        },
        closed::countDown);
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static ChatStream stream(java.util.function.Supplier<Chunk> next, Runnable close) {
    return new ChatStream() {
      @Override
      public Chunk next() {
        return next.get();
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  @Override
  public synchronized ChatStream open(ChatRequest request, Attempt attempt) {
    requests.add(request);
    attempts.add(attempt);
    Script script = scripts.size() > 1 ? scripts.removeFirst() : scripts.getFirst();
    return script.open(request, attempt);
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  public Capabilities capabilities(String model) {
    if (!models.isEmpty() && !model.isEmpty() && !models.contains(model)) {
      return Capabilities.notOffered(
          new BackendException(ErrorCode.MODEL_NOT_FOUND, "It has only " + models + ".")
              .withHint("Pull it."));
    }
    return capabilities;
  }

  @Override
  public Health probe(Attempt attempt) {
    return Health.up("there");
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
