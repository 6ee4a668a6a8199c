package org.jackfield.plugin.llamacpp;

import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.operation.Preload;
import org.jackfield.testkit.TestingAttempt;

/** A backend of which only matters whether a model answers. */
record Served(Backend backend) implements AutoCloseable {
  static Served by(BackendContext context) {
    return new Served(new LlamaCppBackendFactory().create(context));
  }

  /** Begins an answer of the model of that name; empty for the configured one. */
  ChatStream open(String model) {
    ChatRequest request =
        ChatRequest.builder()
            .model(model)
            .message(Message.user("Hi"))
            .limits(Limits.NONE.withMaxOutputTokens(2))
            .build();
    return backend.operation(Chat.class).orElseThrow().open(request, TestingAttempt.unlimited());
  }

  /** Reads an answer to its end, and gives the name of the model that it began with. */
  String ask(String model) {
    try (ChatStream stream = open(model)) {
      Chunk first = stream.next();
      Chunk chunk = first;
      while (!(chunk instanceof Chunk.Finish)) {
        chunk = stream.next();
      }
      return ((Chunk.Start) first).model();
    }
  }

  /** The error instead of an answer. */
  BackendException failure(String model) {
    try {
      ask(model);
    } catch (BackendException e) {
      return e;
    }
    throw new AssertionError("answered instead of failing");
  }

  /** Makes the configured model ready. */
  void preload() {
    backend.operation(Preload.class).orElseThrow().preload(TestingAttempt.unlimited());
  }

  Health probe() {
    return backend.probe(TestingAttempt.unlimited());
  }

  @Override
  public void close() {
    backend.close();
  }
}
