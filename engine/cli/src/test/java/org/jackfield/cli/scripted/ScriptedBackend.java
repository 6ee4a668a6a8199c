package org.jackfield.cli.scripted;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Usage;

/** A backend that does what its settings say. */
final class ScriptedBackend implements Backend, Chat {
  private final BackendContext context;
  private final Settings settings;

  ScriptedBackend(BackendContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    return kind == Chat.class ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  public Capabilities capabilities(String model) {
    return Capabilities.of();
  }

  @Override
  public Health probe(Attempt attempt) {
    return settings.has("fail")
        ? Health.down(settings.string("message"), hint().orElse("Wait."))
        : Health.up("ready");
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    if (settings.has("notice")) {
      context.events().notice(settings.string("notice"));
    }
    if (settings.has("fail")) {
      throw error(ErrorCode.valueOf(settings.string("fail")));
    }
    Deque<Chunk> chunks = new ArrayDeque<>();
    chunks.add(
        Chunk.start(request.model().isEmpty() ? settings.string("model") : request.model(), ""));
    if (settings.has("thinking")) {
      chunks.add(Chunk.thinking(0, settings.string("thinking")));
    }
    if (settings.flag("file")) {
      String model = request.model().isEmpty() ? settings.string("model") : request.model();
      String file = context.artifacts().locate(ArtifactKind.MODEL, model, attempt).toString();
      chunks.add(Chunk.text(1, file));
      return new Script(chunks, 1, attempt);
    }
    List<String> pieces = settings.strings("chunks");
    if (pieces.isEmpty()) {
      pieces =
          List.of(request.messages().stream().map(ScriptedBackend::quoted).toList().toString());
    }
    pieces.forEach(piece -> chunks.add(Chunk.text(1, piece)));
    return new Script(chunks, pieces.size(), attempt);
  }

  private static String quoted(Message message) {
    return message.role() + ": " + message.text();
  }

  private BackendException error(ErrorCode code) {
    BackendException error = new BackendException(code, settings.string("message"));
    return hint().map(error::withHint).orElse(error);
  }

  private Optional<String> hint() {
    return settings.has("hint") ? Optional.of(settings.string("hint")) : Optional.empty();
  }

  @Override
  public void close() {}

  /** The answer of one attempt. */
  private final class Script implements ChatStream {
    private final Deque<Chunk> chunks;
    private final int pieces;
    private final CountDownLatch closed = new CountDownLatch(1);

    Script(Deque<Chunk> chunks, int pieces, Attempt attempt) {
      this.chunks = chunks;
      this.pieces = pieces;
      attempt.onCancel(closed::countDown);
    }

    @Override
    public Chunk next() {
      Chunk chunk = chunks.poll();
      if (chunk != null) {
        return chunk;
      }
      if (settings.flag("cut")) {
        throw error(ErrorCode.PROTOCOL);
      }
      if (settings.flag("hang")) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw error(ErrorCode.CANCELLED);
      }
      return Chunk.finish(
          FinishReason.valueOf(settings.string("finish")), Usage.reported(7, pieces));
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
